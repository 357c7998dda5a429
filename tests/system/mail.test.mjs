// Invoices by e-mail, with a real mail server: what arrives, and what becomes of it when the server is down, refuses, asks
// to come back, ends in the middle, or is not who it should be.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { decodeWords, MailServer } from '../support/mail.mjs';
import { until } from '../support/until.mjs';

const QUICK = ['mail_pause=50ms', 'mail_pause_longest=200ms'];
const to = (server, ...more) => ['mail_host=127.0.0.1', `mail_port=${server.port}`, 'mail_from=stay@hotel.example', ...QUICK, ...more];
const openTo = (server, ...more) => to(server, 'mail_security=open', ...more);

async function house(t, settings, store = 'SQLite') {
  const node = await HotelNode.make(t, { store, hotel: 'SHA', settings });
  return { node, manager: await node.logIn('sha-manager') };
}

// A guest with something to pay leaves without the desk and wants the bill by e-mail.
async function leaves(node, manager, surname, email) {
  const stay = await node.walkIn(manager, surname, 1);
  const { business_date: today } = await node.status();
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/departure`, { departure: today, waive_fee: true, reason: 'leaves today' });
  await manager.expect(201, 'POST', `/v1/stays/${stay.stay_id}/charges`, { department: 'food', description: 'Breakfast', amount_minor: 1500 });
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/express-check-out`, { method: 'card', email });
  await manager.expect(200, 'POST', '/v1/check-outs', {});
  return stay;
}

const mailings = async (manager) => (await manager.expect(200, 'GET', '/v1/invoice-mailings')).items;

function lastMailing(manager, matches) {
  return until('the last mailing is as wanted', async () => {
    const [mailing] = await mailings(manager);
    return matches(mailing) && mailing;
  });
}

const inState = (manager, state) => lastMailing(manager, (each) => each.state === state);
const again = (manager, mailing, body = {}) => manager.expect(200, 'POST', `/v1/invoice-mailings/${mailing.mailing_id}/send-again`, body);

for (const store of STORES) {
  test(`an invoice arrives as a letter with its paper, once, on ${store}`, async (t) => {
    const server = await new MailServer(t).start();
    const { node, manager } = await house(t, openTo(server), store);
    await leaves(node, manager, 'Letter', 'ada@guest.example');
    const sent = await inState(manager, 'sent');
    assert.deepEqual([sent.sent_by, sent.attempts, sent.next_at, sent.problem], ['mail', 1, null, null]);
    const [{ headers, parts }] = server.taken();
    assert.equal(headers['x-reader'], 'ada@guest.example');
    assert.match(headers['message-id'], new RegExp(`^<invoice\\.sha\\.${sent.mailing_id}\\.\\d+@hotel\\.example>$`));
    assert.match(headers.from, /<stay@hotel\.example>$/);
    assert.match(headers.date, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    const subject = decodeWords(headers.subject);
    assert.ok(subject.includes(sent.number), subject);
    const [text, paper] = parts;
    assert.ok(text.content.toString('utf8').includes(sent.number));
    assert.match(paper.head, new RegExp(`filename="?${sent.number}\\.pdf`));
    assert.equal(paper.content.subarray(0, 5).toString(), '%PDF-');

    // Neither a restart nor time sends it again, and nobody can.
    await node.stop('SIGKILL');
    await node.start(...openTo(server));
    await pause(1000);
    assert.equal(server.taken().length, 1);
    const back = await node.logIn('sha-manager');
    await back.expect(404, 'POST', `/v1/invoice-mailings/${sent.mailing_id}/send-again`, {});
    await back.expect(404, 'POST', `/v1/invoice-mailings/${sent.mailing_id}/sent`);
    assert.doesNotMatch(node.log, /ada@guest|Letter/, 'no address and no name in the log');
  });

  test(`a server that is down, and a node that is killed meanwhile: it arrives when both are back, on ${store}`, async (t) => {
    const server = new MailServer(t);
    await server.start();
    await server.stop();
    const { node, manager } = await house(t, openTo(server), store);
    await leaves(node, manager, 'Down', 'down@guest.example');
    const waiting = await lastMailing(manager, (each) => each.attempts >= 2);
    assert.deepEqual([waiting.state, waiting.problem, waiting.said, waiting.sent_at], ['waiting', 'unreachable', null, null]);
    await node.stop('SIGKILL');
    await server.start();
    await node.start(...openTo(server));
    await inState(await node.logIn('sha-manager'), 'sent');
    assert.equal(server.taken().length, 1);
  });
}

test('refused: given up at once with what the server said, and sent to the address put right', async (t) => {
  const server = await new MailServer(t).start();
  const { node, manager } = await house(t, openTo(server));
  await leaves(node, manager, 'Refused', 'refuse@guest.example');
  const failed = await inState(manager, 'failed');
  assert.deepEqual([failed.problem, failed.attempts, failed.next_at], ['refused', 1, null]);
  assert.match(failed.said, /^550 5\.1\.1/);
  assert.ok(failed.failed_at !== null);
  assert.doesNotMatch(node.log, /refuse@guest/);
  const path = `/v1/invoice-mailings/${failed.mailing_id}/send-again`;
  for (const email of ['nobody', 'a@b@c', 'two words@x.example', 'a@x.example\r\nRCPT TO:<b@x.example>']) {
    assert.equal((await manager.expect(422, 'POST', path, { email })).code, 'email_invalid');
  }
  await manager.expect(404, 'POST', '/v1/invoice-mailings/999/send-again', {});
  await again(manager, failed);
  assert.equal((await inState(manager, 'failed')).email, 'refuse@guest.example');
  await again(manager, failed, { email: 'right@guest.example' });
  const sent = await inState(manager, 'sent');
  assert.deepEqual([sent.email, sent.problem, sent.said, sent.failed_at], ['right@guest.example', null, null, null]);
  assert.deepEqual(server.taken().map(({ headers }) => headers['x-reader']), ['right@guest.example']);
});

test('a server that asks to come back is asked again, and one that always does is given up', async (t) => {
  const server = await new MailServer(t).start();
  const { node, manager } = await house(t, openTo(server, 'mail_attempts=2'));
  await leaves(node, manager, 'Grey', 'grey@guest.example');
  const failed = await inState(manager, 'failed');
  assert.deepEqual([failed.problem, failed.attempts], ['later', 2]);
  assert.match(failed.said, /^451/);
  await again(manager, failed);
  const sent = await inState(manager, 'sent');
  assert.equal(sent.attempts, 1);
  assert.equal(server.taken().length, 1);
});

test('a server that ends in the middle of a message gets it again, with the same identity', async (t) => {
  const server = await new MailServer(t).start();
  const { node, manager } = await house(t, openTo(server, 'mail_attempts=100'));
  await leaves(node, manager, 'Die', 'die@guest.example');
  await server.ended;
  const waiting = await lastMailing(manager, (each) => each.problem !== null);
  assert.deepEqual([waiting.state, waiting.problem], ['waiting', 'unreachable']);
  await server.start('--mild');
  await inState(manager, 'sent');
  assert.equal(server.taken().length, 1);

  // The server took it, and ended before it could say so: nobody can know. It comes again, and is known by its identity.
  await server.stop();
  await server.start();
  await leaves(node, manager, 'Late', 'late@guest.example');
  await server.ended;
  await server.start('--mild');
  await lastMailing(manager, (each) => each.email === 'late@guest.example' && each.state === 'sent');
  const identities = server.taken().filter(({ headers }) => headers['x-reader'] === 'late@guest.example').map(({ headers }) => headers['message-id']);
  assert.equal(identities.length, 2);
  assert.equal(identities[0], identities[1]);
});

test('only over a line that is encrypted to a server that is trusted, and with the right login', async (t) => {
  const server = new MailServer(t);
  const files = server.certificate();
  await server.start('--tls', ...files, '--login', 'hotel', 'open sesame');
  const { node, manager } = await house(t, to(server, 'mail_security=tls'));
  await leaves(node, manager, 'Safe', 'safe@guest.example');
  assert.equal((await lastMailing(manager, (each) => each.problem !== null)).problem, 'untrusted');

  const secret = (text) => {
    const path = join(node.folder, 'mail_password');
    writeFileSync(path, `${text}\n`, { mode: 0o600 });
    return path;
  };
  const restart = async (security, password) => {
    await node.stop();
    await node.start(...to(server, `mail_security=${security}`, `mail_ca_file=${files[0]}`, 'mail_user=hotel', `mail_password_file=${secret(password)}`));
    return node.logIn('sha-manager');
  };
  const wrong = await restart('tls', 'wrong');
  assert.equal((await lastMailing(wrong, (each) => each.problem === 'login')).sent_at, null);
  await inState(await restart('tls', 'open sesame'), 'sent');
  assert.deepEqual(server.taken().map(({ headers }) => headers['x-encrypted']), ['True']);
  assert.doesNotMatch(node.log, /open sesame|safe@guest/);

  // STARTTLS, and a server that offers none: nothing is said to it in the clear.
  await server.stop();
  await server.start('--starttls', ...files, '--login', 'hotel', 'open sesame');
  const clerk = await restart('starttls', 'open sesame');
  await leaves(node, clerk, 'Start', 'start@guest.example');
  await lastMailing(clerk, (each) => each.email === 'start@guest.example' && each.state === 'sent');
  await server.stop();
  await server.start();
  await leaves(node, clerk, 'Clear', 'clear@guest.example');
  assert.equal((await lastMailing(clerk, (each) => each.email === 'clear@guest.example' && each.problem !== null)).problem, 'untrusted');
  assert.deepEqual(server.taken().map(({ headers }) => headers['x-encrypted']), ['True', 'True']);
});

test('without a mail server a person sends what waits; with one later, what waited is not sent by itself', async (t) => {
  const { node, manager } = await house(t, []);
  await leaves(node, manager, 'Byhand', 'hand@guest.example');
  const { by_mail: byMail, items: [waiting] } = await manager.expect(200, 'GET', '/v1/invoice-mailings');
  assert.deepEqual([byMail, waiting.state, waiting.attempts], [false, 'by_hand', 0]);
  assert.equal((await manager.expect(409, 'POST', `/v1/invoice-mailings/${waiting.mailing_id}/send-again`, {})).code, 'mail_off');
  await node.stop();
  const server = await new MailServer(t).start();
  await node.start(...openTo(server));
  const clerk = await node.logIn('sha-manager');
  await pause(500);
  assert.equal((await mailings(clerk))[0].state, 'by_hand');
  assert.equal(server.taken().length, 0);
  await again(clerk, waiting);
  await inState(clerk, 'sent');
  await leaves(node, clerk, 'Handed', 'refuse@guest.example');
  const failed = await inState(clerk, 'failed');
  const { items } = await clerk.expect(200, 'POST', `/v1/invoice-mailings/${failed.mailing_id}/sent`);
  const handed = items.find((each) => each.mailing_id === failed.mailing_id);
  assert.deepEqual([handed.state, handed.sent_by], ['handed_over', 'sha-manager']);
});

test('settings that would send into the open, or from nobody, are refused', async (t) => {
  const node = new HotelNode({ hotel: 'SHA' });
  t.after(() => node.remove());
  node.migrate();
  const refused = (changes) => {
    const { status, stderr, stdout } = node.run('keyrack-property', '--config', node.configure('mail', changes));
    assert.notEqual(status, 0);
    return stderr + stdout;
  };
  assert.match(refused({ mail_host: 'smtp.example' }), /mail_from/);
  assert.match(refused({ mail_host: 'smtp.example', mail_from: 'no address' }), /mail_from/);
  assert.match(refused({ mail_host: 'smtp.example', mail_from: 'a@b.example', mail_security: 'open' }), /mail_security/);
});
