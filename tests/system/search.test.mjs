// Searches: by place, distance and features, ordered and paged, with flexible dates; and exact after every change,
// although answers are kept ready.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { addDays, CENTRE, logIn, send } from '../support/instance.mjs';

let agent;
let revenue;
let hotels;
let today;

before(async () => {
  agent = await logIn(CENTRE, 'crs-agent1');
  revenue = await logIn(CENTRE, 'revenue1');
  hotels = (await get('/v1/hotels')).items.filter((each) => !each.practice);
  today = hotels.map((each) => each.business_date).sort().at(-1);
});

const ask = (who, method, path, body) => send(CENTRE, method, path, { body, headers: who });

async function get(path, status = 200) {
  const answer = await ask(agent, 'GET', path);
  assert.equal(answer.status, status, `${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const stay = (days, nights = 2) => `arrival=${addDays(today, days)}&departure=${addDays(today, days + nights)}`;
const search = async (query) => (await get(`/v1/availability?${query}`)).items;
const codes = (items) => items.map((each) => each.hotel);
const cheapest = (item) => Math.min(...item.offers.map((each) => each.total_with_tax_minor));

function kilometres(one, latitude, longitude) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const height = Math.sin(radians(one.latitude - latitude) / 2) ** 2;
  const width = Math.sin(radians(one.longitude - longitude) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.sqrt(height + Math.cos(radians(one.latitude)) * Math.cos(radians(latitude)) * width));
}

test('only room types that have every feature', async () => {
  const hotel = await get('/v1/hotels/SHA');
  const having = (...features) =>
    hotel.room_types.filter((type) => features.every((each) => type.features.includes(each))).map((type) => type.code);
  for (const features of [['bath'], ['bath', 'view'], ['bath', 'view', 'living_room']]) {
    const [item] = await search(`hotel=SHA&${stay(20)}&features=${features.join(',')}`);
    assert.deepEqual([...new Set(item.offers.map((each) => each.room_type))].sort(), having(...features).sort());
  }
  const [none] = await search(`hotel=SHA&${stay(20)}&features=bath,helicopter`);
  assert.deepEqual([none.offers, none.reason], [[], 'no_such_room']);
});

test('why a hotel offers nothing for dates it does not sell', async () => {
  const why = async (dates) => (await search(`hotel=SHA&${dates}`)).map(({ offers, reason }) => [offers.length, reason]);
  const { business_date } = await get('/v1/hotels/SHA');
  assert.deepEqual(await why(`arrival=${addDays(business_date, 799)}&departure=${addDays(business_date, 800)}`), [[0, 'horizon']]);
  assert.deepEqual(await why(`arrival=${addDays(business_date, -2)}&departure=${addDays(business_date, 1)}`), [[0, 'dates']]);
});

test('hotels within a distance, the nearest first', async () => {
  const all = (await get('/v1/hotels')).items;
  for (const [latitude, longitude, radius] of [[31, 121, 300], [47.4, 8.5, 1], [40, 150, 6000], [0, 180, 20040], [89, 0, 5000]]) {
    const found = await search(`${stay(20)}&latitude=${latitude}&longitude=${longitude}&radius_km=${radius}`);
    const expected = all
      .map((each) => ({ hotel: each.hotel, distance: kilometres(each, latitude, longitude) }))
      .filter((each) => each.distance <= radius)
      .sort((left, right) => left.distance - right.distance);
    assert.deepEqual(codes(found), expected.map((each) => each.hotel));
    found.forEach((each, index) => assert.ok(Math.abs(each.distance_km - expected[index].distance) < 0.002));
  }
});

test('in order of the price, each currency by itself, hotels without an offer last', async () => {
  const found = await search(`${stay(20)}&order=price`);
  assert.equal(found.length, (await get('/v1/hotels')).items.length);
  const offered = found.filter((each) => each.offers.length > 0);
  assert.deepEqual(codes(found.slice(0, offered.length)), codes(offered));
  for (let i = 1; i < offered.length; i++) {
    const [left, right] = [offered[i - 1], offered[i]];
    assert.ok(left.currency < right.currency || (left.currency === right.currency && cheapest(left) <= cheapest(right)));
  }
  assert.deepEqual(codes(await search(`${stay(20)}&order=price`)), codes(found));
});

test('page by page', async () => {
  for (const order of ['', '&order=price', '&latitude=31&longitude=121&radius_km=20040']) {
    const whole = codes(await search(`${stay(20)}${order}`));
    const pages = [];
    let path = `/v1/availability?${stay(20)}&limit=2&offers=1${order}`;
    while (path) {
      const answer = await ask(agent, 'GET', path);
      assert.equal(answer.status, 200);
      assert.ok(answer.body.items.length <= 2);
      assert.ok(answer.body.items.every((each) => each.offers.length <= 1));
      pages.push(...codes(answer.body.items));
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(pages, whole);
  }
});

test('a page of very long stays has fewer hotels', async () => {
  const answer = await ask(agent, 'GET', `/v1/availability?${stay(20, 365)}`);
  assert.equal(answer.body.items.length, 5);
  assert.match(answer.headers.get('link'), /[?&]cursor=5[&>]/);
});

test('only so many offers, the cheapest', async () => {
  const [all] = await search(`hotel=SHA&${stay(20)}`);
  const [two] = await search(`hotel=SHA&${stay(20)}&offers=2`);
  assert.deepEqual(two.offers, all.offers.slice(0, 2));
});

test('what cannot be asked is refused with its name', async () => {
  for (const [query, pointer] of [
    [`${stay(3)}&order=best`, '?order'],
    [`${stay(3)}&order=distance`, '?order'],
    [`${stay(3)}&limit=0`, '?limit'],
    [`${stay(3)}&limit=201`, '?limit'],
    [`${stay(3)}&cursor=-1`, '?cursor'],
    [`${stay(3)}&offers=0`, '?offers'],
    [`${stay(3)}&latitude=1&longitude=1&radius_km=-1`, '?radius_km'],
    [`${stay(3)}&latitude=0x10&longitude=1`, '?latitude'],
    [stay(3, -1), '?departure'],
  ])
    assert.equal((await get(`/v1/availability?${query}`, 400)).errors[0].pointer, pointer, query);
  for (const [query, pointer] of [
    ['', '?month'],
    ['month=2026', '?month'],
    ['month=2026-13', '?month'],
    ['month=2026-12&nights=0', '?nights'],
    ['month=2026-12&nights=31', '?nights'],
    ['month=2026-12&adults=0', '?adults'],
  ])
    assert.equal((await get(`/v1/availability/calendar?${query}`, 400)).errors[0].pointer, pointer, query);
  assert.equal((await get('/v1/availability/calendar?hotel=NOPE&month=2026-12', 404)).code, 'hotel_not_found');
});

test('for every day of a month the cheapest stay', async () => {
  const month = addDays(today, 40).slice(0, 7);
  const first = `${month}-01`;
  const calendar = await get(`/v1/availability/calendar?hotel=ZRH&month=${month}&nights=3`);
  assert.equal(calendar.currency, hotels.find((each) => each.hotel === 'ZRH').currency);
  assert.equal(calendar.days.length, new Date(Date.UTC(...month.split('-').map(Number), 0)).getUTCDate());
  for (const index of [0, 1, 9, 20, calendar.days.length - 1]) {
    const { arrival, departure, cheapest: found } = calendar.days[index];
    assert.deepEqual([arrival, departure], [addDays(first, index), addDays(first, index + 3)]);
    const [item] = await search(`hotel=ZRH&arrival=${arrival}&departure=${departure}`);
    assert.deepEqual(
      [found.hotel, found.total_with_tax_minor, found.available],
      ['ZRH', cheapest(item), item.offers.find((each) => each.room_type === found.room_type).available],
    );
  }
  const past = await get(`/v1/availability/calendar?hotel=ZRH&month=2001-02`);
  assert.ok(past.days.length === 28 && past.days.every((each) => each.cheapest === null));
  const all = await get(`/v1/availability/calendar?month=${month}&nights=2&currency=JPY`);
  assert.deepEqual([all.currency, all.hotels], ['JPY', hotels.filter((each) => each.currency === 'JPY').length]);
  const nobody = await get(`/v1/availability/calendar?place=atlantis&month=${month}`);
  assert.deepEqual([nobody.currency, nobody.hotels, nobody.days[0].cheapest], [null, 0, null]);
});

// ---- exact after every change ----

const asked = () => `hotel=ZRH&${stay(90, 3)}`;
const offered = async (type, plan) =>
  (await search(asked()))[0].offers.find((each) => each.room_type === type && each.rate_plan === plan);

test('the very next search shows what was booked and cancelled', async () => {
  const { room_type } = (await search(asked()))[0].offers[0];
  const room = { room_type, rate_plan: 'BAR', arrival: addDays(today, 91), departure: addDays(today, 92), adults: 2 };
  const left = (await offered(room_type, 'BAR')).available;
  for (let round = 0; round < 5; round++) {
    assert.equal((await offered(room_type, 'BAR')).available, left);
    const booked = await ask(agent, 'POST', '/v1/reservations', { hotel: 'ZRH', guest: { surname: 'Next' }, rooms: [room] });
    assert.equal(booked.status, 201, JSON.stringify(booked.body));
    assert.equal((await offered(room_type, 'BAR')).available, left - 1);
    assert.equal((await offered(room_type, 'BAR')).available, left - 1);
    const path = `/v1/reservations/${booked.body.confirmation_number}/cancel`;
    assert.equal((await ask(agent, 'POST', path, { reason: 'test' })).status, 200);
  }
  assert.equal((await offered(room_type, 'BAR')).available, left);
});

test('the very next search shows a limit that was raised, however far', async () => {
  const night = addDays(today, 91);
  const [{ available, room_type }] = (await search(asked()))[0].offers;
  const { items } = await get(`/v1/hotels/ZRH/cells?from=${night}&to=${addDays(night, 1)}`);
  const { sell_limit } = items.find((each) => each.room_type === room_type);
  const set = async (limit) => {
    const body = { limits: [{ room_type, from: addDays(today, 90), until: addDays(today, 92), sell_limit: limit }] };
    assert.equal((await ask(revenue, 'PUT', '/v1/hotels/ZRH/limits', body)).status, 200);
  };
  await set(sell_limit + 200);
  assert.equal((await offered(room_type, 'BAR')).available, available + 200);
  await set(sell_limit);
  assert.equal((await offered(room_type, 'BAR')).available, available);
});

test('the very next search shows another price, and a closed night', async () => {
  const { room_type } = (await search(asked()))[0].offers[0];
  const night = addDays(today, 91);
  const span = { rate_plan: 'BAR', room_type, from: night, until: night };
  const put = async (what, entry) => {
    const answer = await ask(revenue, 'PUT', `/v1/hotels/ZRH/${what}`, { [what]: [entry] });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  };
  const before = await offered(room_type, 'BAR');
  await put('rates', { ...span, amount_minor: 12300 });
  assert.equal((await offered(room_type, 'BAR')).night_prices_minor[1], 12300);
  await put('restrictions', { ...span, closed: true });
  assert.equal(await offered(room_type, 'BAR'), undefined);
  await put('restrictions', { ...span, closed: false });
  assert.equal((await offered(room_type, 'BAR')).night_prices_minor[1], 12300);
  await put('rates', { ...span, withdrawn: true });
  assert.deepEqual(await offered(room_type, 'BAR'), before);
});
