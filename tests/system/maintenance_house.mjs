// What the API tests of maintenance share: the people of a hotel, and short ways to ask.
import { before } from 'node:test';
import { desk, logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const HOTEL = 'TYO';
const NOWHERE = '999999999';

// The API of one tag at a running hotel, with the manners that all routes have in common. `prepare` runs once everybody
// has logged in.
export function maintenanceApi(tag, prepare = () => {}) {
  const names = ['work_order', 'vendor', 'service_contract', 'asset', 'part', 'technician', 'plan', 'article', 'room'];
  const api = new Api(desk(HOTEL), new Description('property', { tags: [tag] }), {
    staff: {
      'tyo-desk1': ['frontdesk'],
      'tyo-manager': ['manager', 'frontdesk'],
      'tyo-housekeeping1': ['housekeeping'],
      'tyo-trainer': ['trainer', 'frontdesk', 'manager'],
      'tyo-maintenance1': ['maintenance'],
    },
    examples: Object.fromEntries(names.map((name) => [name, NOWHERE])),
  });
  before(async () => {
    for (const user of [...Object.keys(api.staff), 'tyo-maintenance2']) api.people[user] = await logIn(desk(HOTEL), user);
    await prepare();
  });
  testManners(api);
  const by = (user) => (...rest) => api.call(api.people[user], ...rest);
  return { api, clerk: by('tyo-desk1'), manager: by('tyo-manager'), keeper: by('tyo-housekeeping1'), technician: by('tyo-maintenance1'), colleague: by('tyo-maintenance2') };
}

// A word that no other run of a test has used.
export const fresh = (word) => `${word}-${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;

// Makes one of a catalogue, reads it, pages to it, changes it, and loses against somebody who was faster.
export async function tryCatalogue(who, path, key, body, changed) {
  const made = (await who('POST', path, 201, { body })).body;
  const target = `${path}/${made[key]}`;
  const { headers } = await who('GET', target, 200);
  const etag = headers.get('etag');
  const { headers: page } = await who('GET', `${path}?limit=1`, 200);
  if (page.get('link')) await who('GET', page.get('link').match(/<([^>]+)>/)[1], 200);
  await who('GET', `${path}?limit=0`, 400, { code: 'invalid_query', pointer: '?limit' });
  const edited = await who('POST', `${target}/edit`, 200, { body: changed, headers: { 'If-Match': etag } });
  await who('POST', `${target}/edit`, 412, { body: changed, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  await who('GET', `${path}/${NOWHERE}`, 404, { code: `${key}_not_found` });
  await who('GET', `${path}/x`, 404, { code: `${key}_not_found` });
  await who('POST', `${path}/${NOWHERE}/edit`, 404, { body: changed, code: `${key}_not_found` });
  return { target, made, edited: edited.body };
}
