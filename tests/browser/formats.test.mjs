// Money, dates and confirmation numbers as the consoles write and read them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './modules.mjs';

const money = await load('ops/web/shared/format/money.ts');
const dates = await load('ops/web/shared/format/dates.ts');
const entry = await load('ops/web/shared/format/dateEntry.ts');
const confirmation = await load('ops/web/shared/format/confirmation.ts');

const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

test('an amount is written with the decimals of its currency, in the form of the hotel', () => {
  for (const [minor, currency, locale, expected] of [
    [12345, 'EUR', 'pt-PT', '123,45 €'],
    [123456789, 'EUR', 'de-DE', '1.234.567,89 €'],
    [5, 'EUR', 'en-IE', '€0.05'],
    [18500, 'JPY', 'ja-JP', '¥18,500'],
    [1234, 'KWD', 'en-GB', 'KWD 1.234'],
    [-638, 'EUR', 'pt-PT', '−6,38 €'],
    [0, 'USD', 'en-US', '$0.00'],
    [9007199254740991, 'USD', 'en-US', '$90,071,992,547,409.91'],
  ]) {
    assert.equal(plain(money.formatMoney(minor, currency, locale)).replace('￥', '¥'), expected);
  }
});

test('what formatting shows, parsing reads back to the unit', () => {
  let state = 20260101;
  const random = () => (state = (state * 48271) % 2147483647);
  for (const currency of ['EUR', 'JPY', 'USD', 'KWD', 'CNY', 'CHF']) {
    for (let round = 0; round < 300; round += 1) {
      const minor = (random() % 2 === 0 ? 1 : -1) * (random() % 10 ** (1 + (random() % 9)));
      assert.equal(money.parseAmount(money.editableAmount(minor, currency), currency), minor === 0 ? 0 : minor, `${minor} ${currency}`);
    }
  }
});

test('typed amounts: decimal comma or point, grouping, sign; and what is no amount', () => {
  const read = (text, currency = 'EUR') => money.parseAmount(text, currency);
  assert.equal(read('12,5'), 1250);
  assert.equal(read('12.50'), 1250);
  assert.equal(read(' 1.234,56 '), 123456);
  assert.equal(read("1'234.56", 'CHF'), 123456);
  assert.equal(read('-20'), -2000);
  assert.equal(read('1500', 'JPY'), 1500);
  for (const wrong of ['', 'abc', '12.345,6,7', '1,2.3', '12.5.', '1e3', '--5', '12.5055']) assert.equal(read(wrong), null, wrong);
  assert.equal(read('12,505'), 1250500, 'three digits are a group where the currency has two decimals');
  assert.equal(read('12,505', 'KWD'), 12505, 'and decimals where it has three');
  assert.equal(read('12.5', 'JPY'), null);
  assert.equal(read('99999999999999999999'), null);
});

test('calendar sums do not know daylight saving', () => {
  assert.equal(dates.addDays('2026-03-28', 1), '2026-03-29');
  assert.equal(dates.addDays('2026-03-29', 1), '2026-03-30');
  assert.equal(dates.addDays('2024-02-28', 2), '2024-03-01');
  assert.equal(dates.nightsBetween('2026-10-24', '2026-10-26'), 2);
  assert.deepEqual(dates.nightsOfStay('2026-12-30', '2027-01-02'), ['2026-12-30', '2026-12-31', '2027-01-01']);
  assert.deepEqual(dates.nightsOfStay('2026-12-30', '2026-12-30'), []);
  for (let day = -4000; day < 30000; day += 7) assert.equal(dates.dayNumber(dates.nightOfDayNumber(day)), day);
});

test('dates and times stand in the form and zone of the hotel', () => {
  assert.equal(dates.formatNight('2026-12-24', 'pt-PT'), '24/12/2026');
  assert.equal(dates.formatNight('2026-12-24', 'de-CH'), '24.12.2026');
  assert.equal(dates.formatNight('2026-12-24', 'en-US'), '12/24/2026');
  assert.equal(dates.formatNight('2026-12-24', 'ja-JP'), '2026/12/24');
  assert.equal(dates.formatWeekday('2026-12-24', 'en'), 'Thu');
  assert.equal(dates.formatWeekday('2026-12-24', 'zh'), '周四');
  assert.equal(dates.formatTime('2026-07-01T22:30:00Z', 'pt-PT', 'Europe/Lisbon'), '23:30');
  assert.equal(dates.nightOfInstant('2026-07-01T23:30:00Z', 'Europe/Lisbon'), '2026-07-02');
  assert.equal(dates.nightOfInstant('2026-07-01T01:30:00Z', 'America/New_York'), '2026-06-30');
  assert.equal(dates.weekday('2026-12-28'), 1);
  assert.equal(dates.weekday('1969-12-28'), 7);
});

test('dates typed while a caller waits', () => {
  const base = '2026-11-21'; // a Saturday
  for (const [typed, expected] of [
    ['2026-12-24', '2026-12-24'], ['20261224', '2026-12-24'], ['24.12.2026', '2026-12-24'], ['24.12.26', '2026-12-24'],
    ['24/12', '2026-12-24'], ['24.12.', '2026-12-24'], ['24-12', '2026-12-24'], ['24', '2026-11-24'], ['5', '2026-12-05'],
    ['31', '2026-12-31'], ['1.2.', '2027-02-01'], ['29.2.', '2028-02-29'], ['+3', '2026-11-24'], ['-1', '2026-11-20'],
    ['t', base], ['0', base], ['fri', '2026-11-27'], ['sat', '2026-11-28'], ['周五', '2026-11-27'], ['12月24日', '2026-12-24'],
    ['2026年12月24日', '2026-12-24'], [' +10 ', '2026-12-01'],
  ]) {
    assert.equal(entry.parseNight(typed, base), expected, typed);
  }
  for (const wrong of ['', 'x', '32', '31.2.2026', '2026-02-30', '24.13.', '+', 'someday', '1.2.3.4']) assert.equal(entry.parseNight(wrong, base), null, wrong);
});

test('a hotel that writes the month first is read that way', () => {
  assert.equal(entry.parseNight('12/24', '2026-11-21', true), '2026-12-24');
  assert.equal(entry.parseNight('12/24/2026', '2026-11-21', true), '2026-12-24');
  assert.equal(entry.localeIsMonthFirst('en-US'), true);
  assert.equal(entry.localeIsMonthFirst('en-GB'), false);
});

test('every date that is shown can be typed in again', async () => {
  const { localeOfCountry } = await load('ops/web/shared/format/locale.ts');
  for (const country of ['PT', 'CH', 'DE', 'US', 'JP', 'CN', 'GB', 'FR']) {
    const locale = localeOfCountry(country);
    for (let day = 20000; day < 20800; day += 11) {
      const night = dates.nightOfDayNumber(day);
      assert.equal(entry.parseNight(dates.formatNight(night, locale), '2026-11-21', entry.localeIsMonthFirst(locale)), night, `${country} ${night}`);
    }
  }
});

test('a confirmation number: one wrong digit or two neighbours swapped are always noticed', () => {
  const good = '100000000017';
  assert.equal(confirmation.checkConfirmation(good), 'valid');
  assert.equal(confirmation.checkConfirmation('1000 0000-0017'), 'valid');
  assert.equal(confirmation.formatConfirmation(good), '1000 0000 0017');
  assert.equal(confirmation.checkConfirmation('Silva'), 'not_a_number');
  assert.equal(confirmation.checkConfirmation('12345'), 'wrong_length');
  for (let place = 0; place < 12; place += 1) {
    for (let digit = 0; digit < 10; digit += 1) {
      const changed = good.slice(0, place) + digit + good.slice(place + 1);
      assert.equal(confirmation.checkConfirmation(changed), changed === good ? 'valid' : 'wrong_digit', changed);
    }
    const swapped = good.slice(0, place) + (good[place + 1] ?? '') + good[place] + good.slice(place + 2);
    if (place < 11 && swapped !== good) assert.equal(confirmation.checkConfirmation(swapped), 'wrong_digit', swapped);
  }
});
