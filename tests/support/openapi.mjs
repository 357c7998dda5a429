// An OpenAPI description held against the program it describes: its routes, its form, and the answers really given.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PROGRAMS, ROOT } from './instance.mjs';

const require = createRequire(join(ROOT, 'build/web-tree/ops/web/package.json'));
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

const descriptionPath = (name) => join(ROOT, 'schemas/api', `${name}.yaml`);
export const descriptionText = (name) => readFileSync(descriptionPath(name), 'utf8');

export function describedRoutes(document) {
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return routes.sort();
}

// The parameters that the query of a route may have.
function queryNames(document, method, path) {
  const item = document.paths[path];
  const named = (parameter) => (parameter.$ref ? parameter.$ref.slice(2).split('/').reduce((node, part) => node[part], document) : parameter);
  return [...(item.parameters ?? []), ...(item[method.toLowerCase()].parameters ?? [])].map(named).filter((each) => each.in === 'query').map(({ name }) => name);
}

// The described routes with those, as the programs write them: "GET /v1/notes{?kind,date}".
export function describedTemplates(document) {
  return describedRoutes(document).map((route) => {
    const [method, path] = route.split(' ');
    const names = queryNames(document, method, path);
    return names.length === 0 ? route : `${route}{?${names.join(',')}}`;
  });
}

// What the program itself says it answers.
export function programRoutes(program) {
  const printed = execFileSync(join(PROGRAMS, program), ['--routes'], { encoding: 'utf8' });
  return printed.trim().split('\n').sort();
}

// What stands on one side only, named so that it can be mended.
export function routeDifferences(described, answered) {
  return [
    ...answered.filter((route) => !described.includes(route)).map((route) => `not described: ${route}`),
    ...described.filter((route) => !answered.includes(route)).map((route) => `described, but nobody answers: ${route}`),
  ];
}

// The description in one piece: where it is spread over a folder of its name, names are unique in all of it, so that a
// reference into another file is one into the whole. A tenth of the time that a general bundler takes for the same.
export function readDescription(name) {
  const { parse } = require('yaml');
  const document = parse(descriptionText(name));
  for (const { paths, components } of descriptionParts(name).map((text) => parse(text.replace(/'\w+\.yaml#/g, "'#")))) {
    Object.assign(document.paths, paths);
    for (const [kind, named] of Object.entries(components)) {
      document.components[kind] = { ...document.components[kind], ...named };
    }
  }
  return document;
}

function descriptionParts(name) {
  const folder = join(ROOT, 'schemas/api', name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
}

// The same as any reader of OpenAPI puts it together from property.yaml, following its references.
export async function bundledDescription(name) {
  const { bundle, createConfig } = require('@redocly/openapi-core');
  const { bundle: bundled, problems } = await bundle({ ref: descriptionPath(name), config: await createConfig({}) });
  assert.deepEqual(problems.map(({ message }) => message), []);
  return bundled.parsed;
}

// Findings of the linter, one text each.
export async function lintFindings(name, source = JSON.stringify(readDescription(name))) {
  const { lintFromString, createConfig } = require('@redocly/openapi-core');
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      'no-server-example.com': 'off',
      'operation-4xx-response': 'error',
      'operation-description': 'off',
      'operation-singular-tag': 'error',
      'no-unused-components': 'error',
      'no-ambiguous-paths': 'error',
      'no-identical-paths': 'error',
      'path-parameters-defined': 'error',
      'security-defined': 'error',
      'operation-operationId-unique': 'error',
      'tags-alphabetical': 'off',
    },
  });
  const findings = await lintFromString({ source, absoluteRef: descriptionPath(name), config });
  return findings.map(({ ruleId, message, location }) => `${location[0]?.pointer ?? ''}: ${message} (${ruleId})`);
}

const escapePointer = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');
const codesIn = (text) => [...(text ?? '').matchAll(/`([a-z0-9_]+)`/g)].map((match) => match[1]);

// Every code of a refusal that a description names, of one route or of all.
export function refusalCodes(document) {
  const operations = Object.values(document.paths).flatMap((item) => METHODS.filter((method) => item[method]).map((method) => item[method]));
  const stated = operations.flatMap(({ responses }) => Object.entries(responses)).filter(([status]) => /^[45]/.test(status));
  const texts = [document.components.responses.Problem, ...stated.map(([, response]) => response)].map(({ description }) => description);
  return [...new Set(texts.flatMap(codesIn))].sort();
}

// `tags`: the operations that a test answers for; all of them without it.
export class Description {
  constructor(name, { document = readDescription(name), tags = null } = {}) {
    this.name = name;
    this.document = document;
    this.tags = tags;
    const Ajv = require('ajv/dist/2020').default;
    this.ajv = new Ajv({ strict: false, allErrors: true });
    require('ajv-formats').default(this.ajv);
    this.ajv.addSchema(document, name);
    this.seen = new Map();
    this.commonCodes = codesIn(document.components.responses.Problem.description);
    this.patterns = Object.keys(document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`),
      variables: (path.match(/\{/g) ?? []).length,
    }));
    this.patterns.sort((a, b) => a.variables - b.variables);
  }

  // Routes of the tags that a test answers for.
  routes() {
    return describedRoutes(this.document).filter((route) => {
      const [method, template] = route.split(' ');
      const { tags } = this.document.paths[template][method.toLowerCase()];
      return this.tags === null || tags.some((tag) => this.tags.includes(tag));
    });
  }

  queryNames(method, template) {
    return queryNames(this.document, method, template);
  }

  // The template that a target belongs to.
  template(target) {
    const path = target.split('?')[0];
    return this.patterns.find(({ pattern }) => pattern.test(path))?.path;
  }

  validate(pointer, value, what) {
    const check = this.ajv.getSchema(`${this.name}#${pointer}`);
    assert.ok(check, `no schema at ${pointer}`);
    assert.ok(check(value), `${what}: ${this.ajv.errorsText(check.errors)}\n${JSON.stringify(value, null, 1).slice(0, 2000)}`);
  }

  // Where the response of a status stands, references followed, and the description that stands beside the reference.
  response(method, template, status) {
    const operation = this.document.paths[template][method.toLowerCase()];
    const key = [String(status), 'default'].find((each) => operation.responses[each]);
    assert.ok(key, `${method} ${template} does not describe ${status}`);
    const stated = operation.responses[key];
    if (!stated.$ref) {
      const pointer = `/paths/${escapePointer(template)}/${method.toLowerCase()}/responses/${key}`;
      return { key, pointer, response: stated, description: stated.description };
    }
    const pointer = stated.$ref.slice(1);
    const response = pointer.slice(1).split('/').reduce((node, part) => node[part], this.document);
    return { key, pointer, response, description: stated.description ?? response.description };
  }

  // Holds an answer against the description, and remembers that it was given.
  checkAnswer(method, target, { status, headers, body }) {
    const template = this.template(target);
    assert.ok(template, `nothing describes ${target}`);
    const what = `${method} ${target}: ${status}`;
    const { key, pointer, response, description } = this.response(method, template, status);
    const type = (headers.get('content-type') ?? '').split(';')[0];
    const types = Object.keys(response.content ?? {});
    if (types.length === 0) assert.equal(body, '', what);
    else assert.ok(types.includes(type), `${what} is of type ${type}`);
    if (types.length > 0) this.validate(`${pointer}/content/${escapePointer(type)}/schema`, body, what);
    for (const name of Object.keys(response.headers ?? {})) this.checkHeader(what, name, headers, status);
    if (type === 'application/problem+json') this.checkProblem(what, key, status, description, body);
    const route = `${method} ${template}`;
    this.seen.set(route, (this.seen.get(route) ?? new Set()).add(status));
  }

  checkHeader(what, name, headers, status) {
    const optional = name === 'Link' || (name === 'Location' && status !== 201);
    if (!optional) assert.ok(headers.get(name), `${what} lacks ${name}`);
  }

  checkProblem(what, key, status, description, body) {
    assert.equal(body.status, status, what);
    assert.equal(body.type, `urn:keyrack:problem:${body.code}`, what);
    const codes = [...codesIn(key === 'default' ? '' : description), ...this.commonCodes];
    assert.ok(codes.includes(body.code), `${what} answers the code ${body.code}, which is not described`);
  }

  checkRequest(method, target, type, body) {
    const template = this.template(target);
    this.validate(
      `/paths/${escapePointer(template)}/${method.toLowerCase()}/requestBody/content/${escapePointer(type)}/schema`,
      body,
      `${method} ${target}: request`,
    );
  }

  // Statuses that are described in so many words and were never seen; failures of the machinery excepted.
  unseen() {
    const missing = [];
    for (const route of this.routes()) {
      const [method, template] = route.split(' ');
      const described = Object.keys(this.document.paths[template][method.toLowerCase()].responses);
      const seen = this.seen.get(route) ?? new Set();
      const wanted = described.filter((status) => /^[234]\d\d$/.test(status) && !seen.has(Number(status)));
      if (wanted.length > 0) missing.push(`${route}: ${wanted.join(' ')}`);
    }
    return missing;
  }
}
