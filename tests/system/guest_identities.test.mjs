// What the law asks of every guest: typed before arrival or at check-in, on the card and on the list for the authorities, read
// only by whoever may, in no log, and deleted by the night audit when its time is over.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import test from 'node:test';
import { ROOT } from '../support/instance.mjs';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

const PASSPORT = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
const addDays = (night, days) => new Date(Date.parse(night) + days * 86_400_000).toISOString().slice(0, 10);

// The demonstration chain with another time for which Portugal wants it kept.
function chainKeeping(days) {
  const folder = join(ROOT, 'schemas/chain');
  const text = readFileSync(join(folder, 'demo.yaml'), 'utf8');
  const changed = text.replace(/(country: PT, .*keep_days: )\d+/, `$1${days}`).replace(/- demo\//g, `- ${folder}/demo/`);
  assert.notEqual(changed, text);
  return changed;
}

for (const store of STORES) {
  test(`documents of guests, on ${store}`, async (t) => {
    const node = new HotelNode({ store, hotel: 'H1' });
    t.after(() => node.remove());
    writeFileSync(join(node.folder, 'chain.yaml'), chainKeeping(2));
    node.config = node.configure('node', { chain: join(node.folder, 'chain.yaml') });
    node.migrate();
    await node.start('log_level=debug');
    const manager = await node.logIn('h1-manager');
    const clerk = await node.logIn('h1-desk1');
    const maid = await node.logIn('h1-housekeeping1');
    const today = async () => (await node.status()).business_date;

    // A zone is read with its check digits, and nothing of it is kept.
    const read = await clerk.expect(200, 'POST', '/v1/travel-documents/read', { zone: PASSPORT });
    assert.deepEqual(read, { surname: 'ERIKSSON', given_name: 'ANNA MARIA', nationality: 'UTO', birth_date: '1974-08-12', document_type: 'passport', document_number: 'L898902C3', issuer: 'UTO', expires: '2012-04-15' });
    assert.equal((await clerk.expect(422, 'POST', '/v1/travel-documents/read', { zone: PASSPORT.replace('L89', 'L88') })).code, 'zone_misread');
    assert.equal((await clerk.expect(422, 'POST', '/v1/travel-documents/read', { zone: 'Anna' })).code, 'zone_unknown');
    await maid.expect(403, 'POST', '/v1/travel-documents/read', { zone: PASSPORT });

    const made = await node.walkIn(manager, 'Eriksson', 2, { room_type: 'A' });
    const stay = made.stay ?? made;
    const path = `/v1/reservations/${stay.confirmation_number}/lines/${stay.line}/identities`;
    const mark = randomBytes(6).toString('hex').toUpperCase();
    const persons = [
      { surname: 'Eriksson', given_name: 'Anna', nationality: 'SWE', birth_date: '1974-08-12', document_type: 'passport', document_number: `P${mark}`, address: `Storgatan ${mark}, Umeå` },
      { surname: '王', given_name: '小明', nationality: 'CHN', birth_date: '2010-02-03', document_type: 'identity_card', document_number: `C${mark}` },
    ];
    const empty = await clerk.expect(200, 'GET', path);
    assert.deepEqual([empty.required, empty.keep_days, empty.persons], [['nationality', 'birth_date', 'document_type', 'document_number', 'address'], 2, []]);
    assert.equal((await clerk.expect(422, 'POST', path, { persons: [{ ...persons[0], birth_date: addDays(await today(), 1) }] })).code, 'birth_date_future');
    await clerk.expect(400, 'POST', path, { persons: [{ ...persons[0], nationality: 'Sweden' }] });
    const kept = await clerk.expect(200, 'POST', path, { persons }, { key: 'identities-1' });
    assert.deepEqual(kept, { confirmation_number: stay.confirmation_number, line: stay.line, persons: 2 });
    assert.deepEqual(await clerk.expect(200, 'POST', path, { persons }, { key: 'identities-1' }), kept);
    assert.deepEqual((await clerk.expect(200, 'GET', path)).persons.map((each) => [each.person, each.surname, each.document_number]), [[1, 'Eriksson', `P${mark}`], [2, '王', `C${mark}`]]);
    await clerk.expect(404, 'GET', path.replace(/\d{12}/, '999999999999'));
    await clerk.expect(404, 'POST', path.replace('lines/1', 'lines/9'), { persons });

    // Housekeeping sees none of it: not here, not on the card, not on the list.
    const card = `/v1/stays/${stay.stay_id}/registration-card`;
    for (const target of [path, card, '/v1/registrations', '/v1/registrations.csv']) await maid.expect(403, 'GET', target);

    // The card has it, with who comes along; signed, it says that it is as it was signed, until somebody changes it.
    const fields = async () => Object.fromEntries((await clerk.expect(200, 'GET', card)).content.fields.map((each) => [each.field, each.value]));
    assert.deepEqual([(await fields()).document_number, (await fields()).birth_date], [`P${mark}`, '1974-08-12']);
    await clerk.expect(200, 'POST', `${card}/signature`, { strokes: [{ points: [1, 1, 500, 500] }] }, { key: 'signature-1' });
    const again = await clerk.expect(200, 'POST', `${card}/signature`, { strokes: [{ points: [1, 1, 500, 500] }] }, { key: 'signature-1' });
    assert.ok(!JSON.stringify(again).includes(mark), 'an answer that is kept says nothing of the documents');
    const signed = await clerk.expect(200, 'GET', card);
    assert.deepEqual([signed.signature.intact, signed.identities_as_signed, signed.companions.map((each) => each.surname)], [true, true, ['王']]);
    const paper = join(node.folder, 'card.pdf');
    writeFileSync(paper, Buffer.from(await (await fetch(node.address + `${card}.pdf`, { headers: clerk.headers })).arrayBuffer()));
    const printed = execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' });
    for (const text of [`P${mark}`, 'Passport', '1974-08-12', '王', `C${mark}`]) assert.ok(printed.includes(text), text);
    await clerk.expect(200, 'POST', path, { persons: [{ ...persons[0], address: 'elsewhere' }, persons[1]] });
    assert.deepEqual([(await clerk.expect(200, 'GET', card)).signature.intact, (await clerk.expect(200, 'GET', card)).identities_as_signed], [true, false]);
    await clerk.expect(200, 'POST', path, { persons });

    // The list of the day, also of a guest of whom nothing is known, as a table and on paper.
    const other = await node.walkIn(manager, 'Silent', 2, { room_type: 'A' });
    const list = (await clerk.expect(200, 'GET', '/v1/registrations')).items;
    assert.deepEqual(list.map((each) => [each.guest_name.split(',')[0], each.surname]).sort(), [['Eriksson', 'Eriksson'], ['Eriksson', '王'], ['Silent', null]]);
    const csv = await (await fetch(node.address + '/v1/registrations.csv', { headers: clerk.headers })).text();
    assert.equal(csv.split('\r\n').length, 5);
    assert.ok(csv.includes(`,Passport,P${mark},"Storgatan ${mark}, Umeå",`), csv);
    const pdf = await fetch(node.address + '/v1/registrations.pdf?language=zh', { headers: clerk.headers });
    assert.equal(pdf.headers.get('content-type'), 'application/pdf');
    writeFileSync(paper, Buffer.from(await pdf.arrayBuffer()));
    const onPaper = execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' });
    for (const text of ['住客登记表', '护照', `P${mark}`, '小明']) assert.ok(onPaper.includes(text), text);
    assert.deepEqual((await clerk.expect(200, 'GET', `/v1/registrations?date=${addDays(await today(), -1)}`)).items, []);

    // Kept while the guest is here and two days longer; then nothing is left, and the signed card stands without it.
    const audit = async () => manager.expect(201, 'POST', '/v1/night-audits', { business_date: await today() });
    await audit();
    await audit();
    await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
    await manager.expect(200, 'POST', `/v1/stays/${(other.stay ?? other).stay_id}/check-out`, { settle: { method: 'card' } });
    for (const left of [2, 2, 0]) {
      await audit();
      assert.equal((await clerk.expect(200, 'GET', path)).persons.length, left);
    }
    const blank = await clerk.expect(200, 'GET', card);
    assert.deepEqual([blank.signature.intact, blank.identities_as_signed, blank.companions], [true, null, []]);
    assert.ok(!JSON.stringify(blank).includes(mark));
    assert.ok(!node.log.includes(mark), 'no log has it, whatever its level');
  });
}
