// The routes of technicians and their calendar, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addDays } from '../support/instance.mjs';
import { fresh, maintenanceApi, tryCatalogue } from './maintenance_house.mjs';

const { api, clerk, manager } = maintenanceApi('technicians');
const today = new Date().toISOString().slice(0, 10);

test('technicians', async () => {
  const body = { staff: fresh('t'), name: 'Kenji', hourly_minor: 300000 };
  const { target } = await tryCatalogue(manager, '/v1/technicians', 'technician', body, { ...body, hourly_minor: 350000 });
  await manager('POST', '/v1/technicians', 422, { body, code: 'already_there', pointer: '/staff' });
  const other = (await manager('POST', '/v1/technicians', 201, { body: { ...body, staff: fresh('t') } })).body.technician;
  await manager('POST', `/v1/technicians/${other}/edit`, 422, { body, code: 'already_there', pointer: '/staff' });
  await manager('POST', `${target}/edit`, 200, { body: { ...body, retired: true } });
  await manager('POST', `/v1/technicians/${other}/edit`, 200, { body: { ...body, staff: fresh('t'), retired: true } });
});

test('skills, hours, absences, and everybody beside each other', async () => {
  const made = (await manager('POST', '/v1/technicians', 201, { body: { staff: fresh('t'), name: 'Yuki', hourly_minor: 0 } })).body;
  const target = `/v1/technicians/${made.technician}/calendar`;
  const body = {
    skills: [{ category: 'hvac', level: 3 }, { category: 'lock', level: 1 }],
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from_minute: 480, until_minute: 1020 })),
    absences: [{ from_day: addDays(today, 3), until_day: addDays(today, 5), reason: 'training' }],
  };
  const kept = (await manager('POST', target, 200, { body, headers: { 'If-Match': '"1"' } })).body;
  assert.deepEqual([kept.skills, kept.hours, kept.absences], [body.skills, body.hours, body.absences]);
  await manager('POST', target, 412, { body, headers: { 'If-Match': '"1"' }, code: 'changed_meanwhile' });
  await manager('POST', '/v1/technicians/999999999/calendar', 404, { body, code: 'technician_not_found' });
  await manager('POST', target, 422, { body: { ...body, hours: [body.hours[0], body.hours[0]] }, code: 'hours_invalid', pointer: '/hours/1' });
  await manager('POST', target, 422, { body: { ...body, absences: [{ from_day: today, until_day: addDays(today, -1), reason: 'x' }] }, code: 'ends_before_start', pointer: '/absences/0/until_day' });
  await manager('POST', target, 400, { body: { ...body, skills: [{ category: 'hvac', level: 4 }] }, code: 'out_of_range', pointer: '/skills/0/level' });
  const calendar = (await clerk('GET', `/v1/maintenance/calendar?from=${today}&days=3`, 200)).body;
  assert.ok(calendar.technicians.some(({ technician, skills }) => technician === made.technician && skills.length === 2));
  await clerk('GET', '/v1/maintenance/calendar?days=32', 400, { code: 'invalid_query', pointer: '?days' });
  await manager('POST', `/v1/technicians/${made.technician}/edit`, 200, { body: { staff: made.staff, name: made.name, hourly_minor: 0, retired: true } });
});

test('every success that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});
