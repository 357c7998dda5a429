// The hotel's own means of payment from the list to the paper, on both kinds of store: what is asked with a card, that a
// card number is never taken, cash of other money, a blind count by means, change at check-out.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

const VISA = { code: 'visa', kind: 'card', scheme: 'visa', name: { en: 'Visa', zh: '维萨' }, wants_reference: true, wants_last_four: true };
const EUROS = { code: 'cash_eur', kind: 'cash', currency: 'EUR', name: { en: 'Cash in euros', zh: '欧元现金' } };

for (const store of STORES) {
  test(`means of payment, ${store}`, async (t) => {
    const node = await HotelNode.make(t, { hotel: 'ZRH', store });
    const manager = await node.logIn('zrh-manager');
    const clerk = await node.logIn('zrh-desk1');
    const refuse = async (status, path, body, code, pointer) => {
      const problem = await clerk.expect(status, 'POST', path, body);
      assert.equal(problem.code, code, JSON.stringify(problem));
      if (pointer !== undefined) assert.ok(JSON.stringify(problem).includes(`"${pointer}"`), JSON.stringify(problem));
      return problem;
    };
    const { business_date: today } = await node.status();
    const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);

    const before = await clerk.expect(200, 'GET', '/v1/cashier/means');
    assert.deepEqual(before.items.map((each) => [each.code, each.kind, each.in_use]), [['card', 'card', true], ['cash', 'cash', true], ['transfer', 'transfer', true], ['voucher', 'voucher', true]]);
    for (const entry of [VISA, EUROS, { ...VISA, code: 'amex', scheme: 'amex', name: { en: 'American Express', zh: '美国运通' }, from_date: tomorrow }, { code: 'invoice', kind: 'city_ledger', name: { en: 'On account', zh: '挂账' } }]) {
      await manager.expect(201, 'POST', '/v1/cashier/means', entry);
    }
    const seen = { 'If-Match': (await manager.get('/v1/cashier/means')).headers.get('etag') };
    const fixed = await manager.send('POST', '/v1/cashier/means', { body: { ...VISA, kind: 'transfer', scheme: undefined, wants_last_four: false }, headers: seen });
    assert.deepEqual([fixed.status, fixed.body.code], [422, 'means_fixed']);
    assert.equal((await manager.expect(422, 'POST', '/v1/cashier/means', { ...VISA, code: 'paid_out' })).code, 'means_code_wrong');
    await manager.expect(201, 'POST', '/v1/cashier/rates', { currency: 'EUR', rate_millionths: 940000 });

    const { stay_id: stay } = await node.walkIn(manager, 'Cardholder');
    const path = `/v1/stays/${stay}`;
    await clerk.expect(201, 'POST', '/v1/cashier/shift', { float_minor: 10000 });
    await clerk.expect(201, 'POST', `${path}/charges`, { department: 'spa', description: 'Massage', amount_minor: 20000 });
    const pay = `${path}/payments`;
    await refuse(422, pay, { method: 'shells', amount_minor: 100 }, 'payment_method_unknown', '/method');
    await refuse(422, pay, { method: 'amex', amount_minor: 100, reference: '1', last_four: '0005' }, 'payment_method_not_in_use');
    await refuse(422, pay, { method: 'invoice', amount_minor: 100 }, 'means_is_direct_bill');
    await refuse(422, pay, { method: 'visa', amount_minor: 100, last_four: '1234' }, 'reference_missing', '/reference');
    await refuse(422, pay, { method: 'visa', amount_minor: 100, reference: '0042' }, 'last_four_missing', '/last_four');
    for (const secret of [{ reference: '4111 1111 1111 1111', last_four: '1111' }, { reference: '0042', last_four: '4111111111111111' }]) {
      const problem = await refuse(422, pay, { method: 'visa', amount_minor: 100, ...secret }, 'card_number_refused');
      assert.ok(!JSON.stringify(problem).includes('1111 1111') && !JSON.stringify(problem).includes('11111111'), 'the refusal does not repeat it');
    }
    await clerk.expect(201, 'POST', pay, { method: 'visa', amount_minor: 12000, reference: '0042', last_four: '1234' });
    await clerk.expect(201, 'POST', pay, { method: 'voucher', amount_minor: 1000, reference: 'V-77' });
    await clerk.expect(201, 'POST', pay, { method: 'card', amount_minor: 500 }); // as programs of before say it
    await refuse(422, pay, { method: 'cash_eur', amount_minor: 940 }, 'tendered_other_money');
    await refuse(422, pay, { method: 'cash_eur', amount_minor: 940, tendered: { currency: 'CHF', amount_minor: 1000 } }, 'tendered_other_money');
    await clerk.expect(201, 'POST', pay, { method: 'cash_eur', amount_minor: 940, tendered: { currency: 'EUR', amount_minor: 2000 } });

    const folio = await clerk.expect(200, 'GET', `${path}/folio`);
    const visa = folio.postings.find((each) => each.code === 'visa');
    assert.deepEqual([visa.amount_minor, visa.reference, visa.last_four], [-12000, '0042', '1234']);
    assert.equal(folio.windows[0].items.find((each) => each.code === 'visa').last_four, '1234');
    await clerk.expect(201, 'POST', `${path}/corrections`, { posting_number: folio.postings.find((each) => each.code === 'card').posting_number, reason: 'the wrong terminal' });

    const open = await clerk.expect(200, 'GET', '/v1/cashier/shift');
    assert.deepEqual(open.means_to_count, ['card', 'visa', 'voucher']);
    assert.deepEqual(open.means, [], 'nobody is told what it should be');
    assert.deepEqual(open.movements.filter((each) => each.kind !== 'float').map((each) => [each.kind, each.currency, each.amount_minor]), [['payment', 'EUR', 2000], ['change', 'CHF', -940]]);
    const counts = [{ currency: 'CHF', amount_minor: 9060 }, { currency: 'EUR', amount_minor: 2000 }];
    await refuse(422, '/v1/cashier/shift/close', { counts, means: [{ means: 'cash', amount_minor: 1 }] }, 'payment_method_unknown');
    await refuse(422, '/v1/cashier/shift/close', { counts, means: [{ means: 'visa', amount_minor: 1 }, { means: 'visa', amount_minor: 1 }] }, 'counted_twice');
    const closed = await clerk.expect(200, 'POST', '/v1/cashier/shift/close', { counts, means: [{ means: 'visa', amount_minor: 11900 }, { means: 'voucher', amount_minor: 1000 }] });
    assert.ok(closed.counts.every((each) => each.variance_minor === 0), JSON.stringify(closed.counts));
    assert.deepEqual(closed.means.map((each) => [each.means, each.postings, each.received_minor, each.given_back_minor, each.counted_minor, each.variance_minor]), [
      ['card', 2, 500, 500, 0, 0],
      ['cash_eur', 1, 940, 0, null, null],
      ['visa', 1, 12000, 0, 11900, -100],
      ['voucher', 1, 1000, 0, 1000, 0],
    ]);

    const invoice = await clerk.expect(201, 'POST', `${path}/invoices`, {});
    const line = invoice.document.lines.find((each) => each.code === 'visa');
    assert.deepEqual(line.means, { kind: 'card', name_en: 'Visa', name_zh: '维萨', reference: '0042', last_four: '1234' });

    const { rows } = await manager.expect(200, 'GET', `/v1/reports/${today}/cashier?language=en`);
    assert.ok(rows.some((row) => row[0] === 'zrh-desk1' && row[1] === 'Visa · 维萨' && row.at(-1) === 12000), JSON.stringify(rows));

    // Check-out in cash: the change of what was handed over, in coins of 5, and the drawer agrees.
    const preview = await clerk.expect(200, 'GET', `${path}/check-out-preview`);
    const due = preview.due_minor;
    const payable = Math.round(due / 5) * 5;
    const notes = Math.ceil(payable / 10000) * 10000;
    await refuse(422, `${path}/check-out`, { settle: { method: 'visa', tendered: { currency: 'CHF', amount_minor: notes }, reference: '1', last_four: '1234' } }, 'tendered_not_cash');
    await refuse(422, `${path}/check-out`, { settle: { method: 'cash', tendered: { currency: 'CHF', amount_minor: payable - 5 } } }, 'tendered_too_little', '/settle/tendered/amount_minor');
    await clerk.expect(200, 'POST', `${path}/check-out`, { settle: { method: 'cash', tendered: { currency: 'CHF', amount_minor: notes } } });
    const drawer = await clerk.expect(200, 'GET', '/v1/cashier/shift');
    const [paid, change] = drawer.movements.filter((each) => each.posting_number !== null);
    assert.deepEqual([paid.amount_minor, change?.amount_minor ?? 0], [notes, payable - notes]);
    assert.equal((await clerk.expect(200, 'GET', path)).balance_minor, 0);

    // An agreement to leave without the desk keeps the slip; one whose means has ended is for a clerk to look at.
    const { stay_id: second } = await node.walkIn(manager, 'Express');
    await clerk.expect(200, 'POST', `/v1/stays/${second}/express-check-out`, { method: 'visa', reference: '0099', last_four: '4321' });
    assert.equal((await clerk.expect(200, 'GET', `/v1/stays/${second}/changes`)).express.last_four, '4321');
  });
}
