// What every route of either API has in common, tried on every route that its description names.
import assert from 'node:assert/strict';
import test from 'node:test';
import { send, sendHead } from './instance.mjs';

// An API under test: `staff` maps people to their roles, `people` to the headers of their sessions, `programs` maps
// scopes to headers, `examples` gives the values of names in paths (of things that are not there,
// where that can be), `judgedLater` names operations that look at the body only when the thing is there.
export class Api {
  constructor(base, description, { staff, examples, judgedLater = [] }) {
    Object.assign(this, { base, description, staff, examples, judgedLater, people: {}, programs: {} });
    this.operations = description.routes().map((route) => {
      const [method, template] = route.split(' ');
      const operation = description.document.paths[template][method.toLowerCase()];
      return {
        id: operation.operationId,
        method,
        target: this.fill(template),
        roles: operation['x-roles'] ?? [],
        isOpen: operation.security.every((each) => !each.session && !each.oauth),
        wantsCsrf: operation.security.some((each) => each.csrf),
        wantsJson: Boolean(operation.requestBody?.content['application/json']),
        wantsBody: Boolean(operation.requestBody?.required),
        wantsKey: (operation.parameters ?? []).some(({ $ref }) => $ref?.endsWith('/idempotencyKey')),
        queryNames: description.queryNames(method, template),
        scopes: operation.security.flatMap((each) => each.oauth ?? []),
      };
    });
  }

  fill(template) {
    return template.replace(/\{(\w+)\}/g, (_, name) => this.examples[name]);
  }

  // Sends, and holds the answer against the description: status, and of a refusal code and pointer; a request that
  // succeeded too.
  async call(who, method, target, status, { code, pointer, headers, ...request } = {}) {
    const answer = await send(this.base, method, target, { ...request, headers: { ...who, ...headers } });
    assert.equal(answer.status, status, `${method} ${target}: ${JSON.stringify(answer.body).slice(0, 500)}`);
    this.description.checkAnswer(method, target, answer);
    if (code) assert.equal(answer.body.code, code, `${method} ${target}`);
    if (pointer !== undefined) assert.equal(answer.body.errors?.[0]?.pointer, pointer, `${method} ${target}`);
    if (status < 300 && request.body && typeof request.body === 'object') {
      this.description.checkRequest(method, target, 'application/json', request.body);
    }
    return answer;
  }

  // Somebody who may use the operation.
  permitted({ roles, scopes }) {
    const user = Object.keys(this.staff).find((each) => this.staff[each].some((role) => roles.includes(role)));
    return user ? this.people[user] : scopes.length > 0 ? this.programs[scopes[0]] : {};
  }

  // A body that is only announced: the answer comes before it would have been read.
  async announce(who, { method, target }) {
    const answer = await sendHead(this.base, method, target, { ...who, 'Content-Length': String((1 << 20) + 1) });
    assert.equal(answer.status, 413, `${method} ${target}`);
    this.description.checkAnswer(method, target, answer);
    assert.equal(answer.body.code, 'body_too_long');
  }
}

const json = (operation) => (operation.wantsJson ? { body: {} } : {});

function testWhoMay(api) {
  test('nobody, or somebody with a session that is none, is asked to log in', async () => {
    for (const operation of api.operations.filter(({ isOpen }) => !isOpen)) {
      const { method, target } = operation;
      await api.call({}, method, target, 401, { code: 'not_logged_in', ...json(operation) });
      await api.call({ cookie: 'keyrack_session=none' }, method, target, 401, { code: 'not_logged_in', ...json(operation) });
      if (Object.keys(api.programs).length === 0) continue;
      await api.call({ Authorization: 'Bearer none' }, method, target, 401, { code: 'invalid_token', ...json(operation) });
    }
  });

  test('who has neither role nor scope is refused, who has one is not', async () => {
    for (const operation of api.operations.filter(({ isOpen, id }) => !isOpen && id !== 'endSession')) {
      const { method, target, roles, scopes } = operation;
      for (const [user, own] of Object.entries(api.staff)) {
        const may = own.some((role) => roles.includes(role));
        const { status, body } = await send(api.base, method, target, { headers: api.people[user], ...json(operation) });
        assert.equal(status === 403, !may, `${method} ${target} by ${user}: ${status} ${JSON.stringify(body)}`);
        if (!may) assert.equal(body.code, 'not_permitted');
      }
      for (const scope of Object.keys(api.programs)) {
        const may = scopes.includes(scope) || scopes.includes('read');
        const answer = await send(api.base, method, target, { headers: api.programs[scope], ...json(operation) });
        assert.equal(answer.status === 403, !may, `${method} ${target} with scope ${scope}: ${answer.status}`);
        if (!may) api.description.checkAnswer(method, target, answer);
      }
    }
  });

  test('a write with a cookie but without the CSRF token is refused', async () => {
    const writes = api.operations.filter(({ wantsCsrf }) => wantsCsrf);
    assert.ok(writes.length > 0 || api.description.tags !== null);
    for (const operation of writes) {
      const { cookie } = api.permitted(operation);
      const { method, target } = operation;
      await api.call({ cookie }, method, target, 403, { code: 'csrf_token_wrong', ...json(operation) });
      await api.call({ cookie, 'X-CSRF-Token': 'x' }, method, target, 403, { code: 'csrf_token_wrong', ...json(operation) });
    }
  });
}

// Refusals of the token route have the form of OAuth.
function testQueries(api) {
  test('a parameter that the route does not have is refused by name, beside those that it has', async () => {
    for (const operation of api.operations.filter(({ id }) => id !== 'endSession' && id !== 'getToken')) {
      const { method, target } = operation;
      const { body } = await api.call(api.permitted(operation), method, `${target}?nonsense=1`, 400, { code: 'invalid_query', pointer: '?nonsense', ...json(operation) });
      for (const name of operation.queryNames) assert.match(body.detail, new RegExp(`\\b${name}\\b`), `${method} ${target}`);
    }
  });
}

function testBodies(api) {
  test('bodies: too long, of another type, no JSON, none, with a member that nobody knows', async () => {
    for (const operation of api.operations.filter(({ wantsJson }) => wantsJson)) {
      const { method, target, wantsBody, wantsKey } = operation;
      const who = { ...api.permitted(operation), ...(wantsKey ? {} : { 'Idempotency-Key': null }) };
      await api.announce(api.permitted(operation), operation);
      await api.call({ ...who, 'Content-Type': 'text/plain' }, method, target, 415, { code: 'unsupported_media_type', body: '{}' });
      await api.call(who, method, target, 400, { code: 'malformed_json', body: '{"a":1,}' });
      await api.call(who, method, target, 400, { code: 'malformed_json', body: '{"a":1,"a":2}' });
      if (wantsBody) await api.call(who, method, target, 400, { code: 'body_missing' });
      if (api.judgedLater.includes(operation.id)) continue;
      const { body } = await api.call(who, method, target, 400, { body: { nonsense: 1 } });
      assert.match(body.errors[0].pointer, /^\/\w+$/, `${method} ${target}`);
      assert.ok(['unknown_field', 'required'].includes(body.code), body.code);
    }
  });

  test('a POST that changes something wants an Idempotency-Key', async () => {
    const wanting = api.operations.filter(({ wantsKey }) => wantsKey);
        for (const operation of wanting) {
      const { method, target } = operation;
      const who = api.permitted(operation);
      const none = { ...who, 'Idempotency-Key': null };
      await api.call(none, method, target, 400, { code: 'idempotency_key_missing', body: {} });
      await api.call(who, method, target, 400, { code: 'idempotency_key_malformed', body: {}, key: 'k'.repeat(129) });
    }
  });
}

function testPaths(api) {
  test('another method is told which are allowed, another path is not there', async () => {
    const templates = new Set(api.description.routes().map((route) => route.split(' ')[1]));
    for (const template of templates) {
      const item = api.description.document.paths[template];
      const target = api.fill(template);
      const allowed = Object.keys(item).filter((name) => name !== 'parameters');
      const refused = ['PUT', 'POST', 'PATCH', 'DELETE'].find((method) => !allowed.includes(method.toLowerCase()));
      const { status, headers, body } = await send(api.base, refused, target, { body: {} });
      assert.equal(status, 405, `${refused} ${target}`);
      api.description.validate('/components/schemas/Problem', body, target);
      const allow = headers.get('allow').split(', ');
      for (const method of allowed) assert.ok(allow.includes(method.toUpperCase()), `${target}: ${allow}`);
    }
    const { status, body } = await send(api.base, 'GET', '/v1/nowhere');
    assert.equal(status, 404);
    assert.equal(body.code, 'not_found');
  });
}

export function testManners(api) {
  testWhoMay(api);
  testQueries(api);
  testBodies(api);
  testPaths(api);
}
