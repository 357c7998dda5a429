// What a desk changes of a stay, called as it should be and as it should not, while the centre answers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, CENTRE, desk, logIn, send } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'TYO';
const api = new Api(desk(HOTEL), new Description('property', { tags: ['front_desk'] }), {
  staff: {
    'tyo-desk1': ['frontdesk'],
    'tyo-manager': ['manager', 'frontdesk'],
    'tyo-housekeeping1': ['housekeeping'],
    'tyo-trainer': ['trainer', 'frontdesk', 'manager'],
  },
  examples: { confirmation: '100000000009', line: '1', stay: '999999999' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['tyo-desk1'], ...rest);
const manager = (...rest) => api.call(people['tyo-manager'], ...rest);
const NOBODY = '/v1/stays/999999999';
let agent;
let today;
let type;
const stays = [];

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(desk(HOTEL), user);
  agent = await logIn(CENTRE, 'crs-agent1');
  today = (await send(desk(HOTEL), 'GET', '/v1/status')).body.business_date;
  const { body } = await send(CENTRE, 'GET', `/v1/hotels/${HOTEL}`, { headers: agent });
  type = body.room_types.reduce((most, each) => (each.rooms > most.rooms ? each : most)).code;
});

testManners(api);

// A reservation made at the centre, once the hotel knows it.
async function booked(nights = 2) {
  const room = { room_type: type, rate_plan: 'BAR', arrival: today, departure: addDays(today, nights), adults: 1 };
  const made = await send(CENTRE, 'POST', '/v1/reservations', { headers: agent, body: { hotel: HOTEL, guest: { given_name: 'Ken', surname: 'Mori' }, rooms: [room] } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const number = made.body.confirmation_number;
  await until('the booking reaches the hotel', async () => (await send(desk(HOTEL), 'GET', `/v1/reservations/${number}`, { headers: people['tyo-desk1'] })).status === 200);
  return { number, line: `/v1/reservations/${number}/lines/1` };
}

async function checkedIn(nights = 2) {
  const { number, line } = await booked(nights);
  const { body } = await clerk('POST', `/v1/reservations/${number}/check-in`, 201, { body: {} });
  stays.push(body.stay_id);
  return { ...body, number, line, target: `/v1/stays/${body.stay_id}` };
}

// What the centre knows of a stay's reservation, once it fits.
async function centreKnows(number, fits) {
  await until(`the centre knows what became of ${number}`, async () => {
    const { body } = await send(CENTRE, 'GET', `/v1/reservations/${number}`, { headers: agent });
    return body.lines !== undefined && fits(body.lines[0]);
  });
}

test('a guest stays longer, sold by the centre, and leaves earlier', async () => {
  const stay = await checkedIn(1);
  const longer = addDays(today, 3);
  await clerk('POST', `${stay.target}/departure`, 422, { code: 'departure_unchanged', pointer: '/departure', body: { departure: addDays(today, 1) } });
  await clerk('POST', `${stay.target}/departure`, 422, { code: 'stay_too_long', body: { departure: addDays(today, 400) } });
  await clerk('POST', `${stay.target}/departure`, 422, { code: 'departure_in_past', body: { departure: addDays(today, -1) } });
  const { body } = await clerk('POST', `${stay.target}/departure`, 200, { body: { departure: longer } });
  assert.equal(body.booked_departure, longer);
  await centreKnows(stay.number, (line) => line.departure === longer && line.holds_until === longer && line.night_prices_minor.length === 3);
  await manager('POST', `${stay.target}/departure`, 200, { body: { departure: addDays(today, 2), waive_fee: true, reason: 'a death in the family' } });
  await centreKnows(stay.number, (line) => line.holds_until === addDays(today, 2));
  await clerk('POST', `${NOBODY}/departure`, 404, { code: 'stay_not_found', body: { departure: longer } });
});

test('whoever missed a change of the stay changes nothing', async () => {
  const stay = await checkedIn();
  const changes = {
    upgrade: { room_type: type, reason: 'x' },
    departure: { departure: addDays(today, 3) },
    'late-check-out': { until_minute: 1000 },
    'undo-check-in': { reason: 'x' },
    reinstate: { reason: 'x' },
    share: { stay_id: 1 },
    part: { price_minor: 1 },
    'express-check-out': { method: 'card' },
    'registration-card/signature': { strokes: [{ points: [1, 1, 2, 2] }], language: 'en' },
  };
  for (const [what, body] of Object.entries(changes)) {
    await clerk('POST', `${stay.target}/${what}`, 412, { body, headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
  }
  const { body: booking } = await send(CENTRE, 'GET', `/v1/reservations/${stay.number}`, { headers: agent });
  assert.equal(booking.lines[0].departure, addDays(today, 2), 'and the centre was asked for no nights');
});

test('upgrades', async () => {
  const stay = await checkedIn();
  const better = (await send(desk(HOTEL), 'GET', '/v1/rooms', { headers: people['tyo-desk1'] })).body.items.find((each) => each.room_type !== type && !each.occupied);
  await clerk('POST', `${stay.target}/upgrade`, 400, { code: 'required', pointer: '/reason', body: { room_type: better.room_type } });
  await clerk('POST', `${stay.target}/upgrade`, 422, { code: 'unknown_room_type', pointer: '/room_type', body: { room_type: 'CASTLE', reason: 'x' } });
  await clerk('POST', `${stay.target}/upgrade`, 409, { code: 'room_occupied', body: { room_type: type, room: stay.room, reason: 'x' } });
  await clerk('POST', `${NOBODY}/upgrade`, 404, { code: 'stay_not_found', body: { room_type: type, reason: 'x' } });
  const { body } = await clerk('POST', `${stay.target}/upgrade`, 200, { body: { room_type: better.room_type, change_minor: 0, reason: 'a complaint' } });
  assert.equal(body.room_type, better.room_type);
  const { body: changes } = await clerk('GET', `${stay.target}/changes`, 200);
  assert.deepEqual(changes.items.map(({ kind }) => kind), ['move', 'upgrade']);
  await clerk('GET', `${NOBODY}/changes`, 404, { code: 'stay_not_found' });
});

test('late check-outs', async () => {
  const stay = await checkedIn();
  await clerk('GET', `${stay.target}/late-check-out?until_minute=noon`, 400, { code: 'invalid_query', pointer: '?until_minute' });
  await clerk('GET', `${NOBODY}/late-check-out`, 404, { code: 'stay_not_found' });
  await clerk('GET', `${stay.target}/late-check-out`, 200);
  await clerk('POST', `${stay.target}/late-check-out`, 422, { code: 'not_late', pointer: '/until_minute', body: { until_minute: 1 } });
  await clerk('POST', `${NOBODY}/late-check-out`, 404, { code: 'stay_not_found', body: { until_minute: 1000 } });
  const { body } = await clerk('POST', `${stay.target}/late-check-out`, 200, { body: { until_minute: 1000, fee_minor: 0 } });
  await clerk('POST', `${stay.target}/undo-check-in`, 200, { body: { reason: 'the wrong guest', room_used: true } });
  await clerk('POST', `${stay.target}/late-check-out`, 409, { code: 'not_in_house', body: { until_minute: 1000 } });
  await clerk('POST', `${stay.target}/departure`, 409, { code: 'not_in_house', body: { departure: addDays(today, 9) } });
  await clerk('POST', `${stay.target}/undo-check-in`, 409, { code: 'not_in_house', body: { reason: 'again' } });
  await clerk('POST', `${NOBODY}/undo-check-in`, 404, { code: 'stay_not_found', body: { reason: 'x' } });
  assert.equal((await clerk('POST', `/v1/reservations/${stay.number}/check-in`, 201, { body: {} })).body.stay_id, body.stay_id);
});

test('leaving, and coming back the same day', async () => {
  const stay = await checkedIn();
  await clerk('POST', `${stay.target}/express-check-out`, 422, { code: 'payment_method_unknown', pointer: '/method', body: { method: 'shells' } });
  await clerk('POST', `${stay.target}/express-check-out`, 200, { body: { method: 'card', email: 'ken@example.com' } });
  await clerk('POST', `${NOBODY}/express-check-out`, 404, { code: 'stay_not_found', body: { method: 'card' } });
  await clerk('POST', `${stay.target}/reinstate`, 409, { code: 'not_checked_out_today', body: { reason: 'x' } });
  await manager('POST', `${stay.target}/departure`, 200, { body: { departure: today, waive_fee: true, reason: 'leaves' } });
  const { body } = await clerk('POST', '/v1/check-outs', 200, { body: { after: stay.stay_id - 1 } });
  assert.ok(body.items.some(({ stay_id }) => stay_id === stay.stay_id));
  await clerk('POST', '/v1/check-outs', 400, { code: 'out_of_range', pointer: '/after', body: { after: -1 } });
  await clerk('POST', `${stay.target}/express-check-out`, 409, { code: 'already_checked_out', body: { method: 'card' } });
  await clerk('POST', `${stay.target}/registration-card/signature`, 409, { code: 'already_checked_out', body: { strokes: [{ points: [1, 1] }] } });
  await clerk('POST', `${stay.target}/reinstate`, 200, { body: { reason: 'the taxi did not come' } });
  await clerk('POST', `${NOBODY}/reinstate`, 404, { code: 'stay_not_found', body: { reason: 'x' } });
  await centreKnows(stay.number, (line) => line.status === 'in_house');
});

test('sharing', async () => {
  const host = await checkedIn(3);
  await clerk('POST', `${host.target}/share`, 422, { code: 'required', pointer: '/guest', body: {} });
  await clerk('POST', `${host.target}/share`, 422, { code: 'stay_not_found', pointer: '/stay_id', body: { stay_id: 999999999 } });
  await clerk('POST', `${host.target}/share`, 400, { code: 'invalid_value', pointer: '/basis', body: { basis: 'half' } });
  await clerk('POST', `${NOBODY}/share`, 404, { code: 'stay_not_found', body: { stay_id: 1 } });
  const { number } = await booked(2);
  const { body: second } = await clerk('POST', `${host.target}/share`, 201, { body: { basis: 'custom', share_minor: 100, confirmation_number: number } });
  stays.push(second.stay_id);
  await centreKnows(number, (line) => line.status === 'in_house' && line.holds_until === today);
  const { body: third } = await clerk('POST', `${host.target}/share`, 201, { body: { guest: { given_name: 'Yui', surname: 'Mori' } } });
  stays.push(third.stay_id);
  await centreKnows(third.confirmation_number, (line) => line.holds_until === today);
  await clerk('POST', `/v1/stays/${second.stay_id}/share`, 409, { code: 'shares_room', body: { stay_id: third.stay_id } });
  await clerk('POST', `/v1/stays/${second.stay_id}/part`, 400, { code: 'required', pointer: '/price_minor', body: {} });
  await clerk('POST', `${NOBODY}/part`, 404, { code: 'stay_not_found', body: { price_minor: 1 } });
  await clerk('POST', `/v1/stays/${second.stay_id}/part`, 200, { body: { price_minor: 9000 } });
  await centreKnows(number, (line) => line.holds_until === addDays(today, 2));
  await clerk('POST', `/v1/stays/${second.stay_id}/part`, 409, { code: 'not_sharing', body: { price_minor: 9000 } });
  const joining = await checkedIn(2);
  await clerk('POST', `${host.target}/share`, 200, { body: { stay_id: joining.stay_id } });
  await centreKnows(joining.number, (line) => line.holds_until === today);
});

test('the registration card', async () => {
  const stay = await checkedIn();
  const card = `${stay.target}/registration-card`;
  assert.equal((await clerk('GET', `${card}?language=en`, 200)).body.content.language, 'en');
  await clerk('GET', `${card}?language=tlh`, 400, { code: 'invalid_query', pointer: '?language' });
  await clerk('GET', `${NOBODY}/registration-card`, 404, { code: 'stay_not_found' });
  await clerk('GET', `${card}.pdf?language=tlh`, 400, { code: 'invalid_query', pointer: '?language' });
  await clerk('GET', `${NOBODY}/registration-card.pdf`, 404, { code: 'stay_not_found' });
  await clerk('GET', `${card}.pdf?language=zh`, 200);
  await clerk('POST', `${card}/signature`, 400, { code: 'wrong_length', pointer: '/strokes', body: { strokes: [] } });
  await clerk('POST', `${NOBODY}/registration-card/signature`, 404, { code: 'stay_not_found', body: { strokes: [{ points: [1, 1] }] } });
  await clerk('POST', `${card}/signature`, 200, { body: { strokes: [{ points: [1, 1, 9000, 9000] }] } });
  await clerk('POST', `${card}/signature`, 409, { code: 'already_signed', body: { strokes: [{ points: [1, 1] }] } });
  await clerk('GET', `${card}.pdf`, 200);
});

test('documents of guests: before arrival, on the card, and what is refused', async () => {
  const { line } = await booked();
  const persons = [{ surname: 'Mori', given_name: 'Ken', nationality: 'JPN', birth_date: '1980-02-03', document_type: 'passport', document_number: 'TK1234567', address: '1-2-3 Ginza' }];
  assert.deepEqual((await clerk('GET', `${line}/identities`, 200)).body.persons, []);
  await clerk('POST', `${line}/identities`, 200, { body: { persons } });
  assert.equal((await clerk('GET', `${line}/registration-card`, 200)).body.content.fields.find((each) => each.field === 'document_number').value, 'TK1234567');
  await clerk('POST', `${line}/identities`, 422, { body: { persons: [{ ...persons[0], birth_date: addDays(today, 1) }] }, code: 'birth_date_future', pointer: '/persons/0/birth_date' });
  await clerk('POST', `${line}/identities`, 400, { body: { persons: [{ ...persons[0], document_type: 'library_card' }] }, pointer: '/persons/0/document_type' });
  for (const nowhere of ['/v1/reservations/100000000009/lines/1', '/v1/reservations/x/lines/1', line.replace(/1$/, '7')]) {
    await clerk('GET', `${nowhere}/identities`, 404, { code: 'not_expected' });
    await clerk('POST', `${nowhere}/identities`, 404, { code: 'not_expected', body: { persons } });
  }
  const zone = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
  assert.equal((await clerk('POST', '/v1/travel-documents/read', 200, { body: { zone } })).body.document_number, 'L898902C3');
  await clerk('POST', '/v1/travel-documents/read', 422, { body: { zone: 'Ken Mori' }, code: 'zone_unknown' });
  await clerk('GET', '/v1/registrations', 200);
  await clerk('GET', '/v1/registrations?date=soon', 400, { code: 'invalid_query', pointer: '?date' });
  for (const kind of ['csv', 'pdf']) {
    await clerk('GET', `/v1/registrations.${kind}`, 200);
    await clerk('GET', `/v1/registrations.${kind}?language=tlh`, 400, { code: 'invalid_query', pointer: '?language' });
    await clerk('GET', `/v1/registrations.${kind}?date=soon`, 400, { code: 'invalid_query', pointer: '?date' });
  }
});

test('registration cards before arrival: what the law asks, the offer to the cent, a whole day on paper', async () => {
  const { line, number } = await booked();
  const card = (await clerk('GET', `${line}/registration-card?language=zh`, 200)).body;
  assert.equal(card.signature, null);
  const offers = (await send(desk(HOTEL), 'GET', `/v1/availability?arrival=${today}&departure=${addDays(today, 2)}&adults=1`, { headers: people['tyo-desk1'] })).body.items;
  const offer = offers.find((each) => each.room_type === type && each.rate_plan === 'BAR');
  assert.deepEqual([card.content.room_minor, card.content.tax_minor, card.content.total_minor], [offer.total_minor, offer.tax_minor, offer.total_with_tax_minor]);
  assert.deepEqual(card.content.fields.filter((each) => each.required).map((each) => each.field), ['nationality', 'document_number', 'address', 'telephone']);
  assert.equal(card.content.fields.find((each) => each.field === 'nationality').value, null);
  assert.match(card.content.terms, /[一-鿿]/);
  assert.doesNotMatch(card.content.terms_also, /[一-鿿]/);
  await clerk('GET', `${line}/registration-card?language=tlh`, 400, { code: 'invalid_query', pointer: '?language' });
  await clerk('GET', '/v1/reservations/100000000009/lines/1/registration-card', 404, { code: 'not_expected' });
  await clerk('GET', `${line}/registration-card.pdf`, 200);
  await clerk('GET', `${line}/registration-card.pdf?language=tlh`, 400, { code: 'invalid_query', pointer: '?language' });
  await clerk('GET', '/v1/reservations/100000000009/lines/1/registration-card.pdf', 404, { code: 'not_expected' });
  await clerk('GET', '/v1/arrivals/registration-cards.pdf', 200);
  await clerk('GET', '/v1/arrivals/registration-cards.pdf?date=soon', 400, { code: 'invalid_query', pointer: '?date' });
  await clerk('GET', `/v1/arrivals/registration-cards.pdf?date=${addDays(today, 360)}`, 404, { code: 'not_expected' });
  const { body } = await clerk('POST', `/v1/reservations/${number}/check-in`, 201, { body: {} });
  stays.push(body.stay_id);
  await clerk('GET', `${line}/registration-card`, 404, { code: 'not_expected' });
  assert.equal((await clerk('GET', `/v1/stays/${body.stay_id}/registration-card`, 200)).body.content.total_minor, offer.total_with_tax_minor);
});

test('the queue', async () => {
  const { line, number } = await booked();
  await clerk('POST', `${line}/queue`, 400, { code: 'out_of_range', pointer: '/priority', body: { priority: 4 } });
  await clerk('POST', '/v1/reservations/100000000009/lines/1/queue', 404, { code: 'reservation_not_found', body: {} });
  await clerk('POST', '/v1/reservations/100000000009/lines/1/eta', 404, { code: 'reservation_not_found', body: {} });
  await clerk('POST', `${line}/eta`, 400, { code: 'out_of_range', pointer: '/eta_minute', body: { eta_minute: 1440 } });
  await clerk('POST', `${line}/eta`, 200, { body: { eta_minute: 900 } });
  await clerk('POST', `${line}/queue`, 200, { body: { priority: 1 } });
  assert.ok((await clerk('GET', '/v1/room-queue', 200)).body.items.some((each) => each.confirmation_number === number));
  const { body } = await clerk('POST', `/v1/reservations/${number}/check-in`, 201, { body: {} });
  stays.push(body.stay_id);
  await clerk('POST', `${line}/queue`, 409, { code: 'already_in_house', body: {} });
  await clerk('POST', `${line}/eta`, 409, { code: 'already_in_house', body: {} });
});

test('all that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});

after(async () => {
  for (const stay_id of stays) {
    await send(desk(HOTEL), 'POST', `/v1/stays/${stay_id}/check-out`, { headers: people['tyo-desk1'], body: { settle: { method: 'card' } } });
  }
});
