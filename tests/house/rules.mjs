// The house rules as functions: each takes a tree (a list of files with their text) and returns findings, one line of
// text each, beginning with the place. house.test.mjs applies them to this repository, mutants.test.mjs to small trees
// that break them on purpose.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const IGNORED_FOLDERS = new Set(['.git', 'build', '.run', 'node_modules', 'corpus']);

const FLOORS = { schemas: 0, ops: 1, sync: 2, loyalty: 3, revenue: 3, central: 4, property: 4, tests: 9 };

// The headers of foreign libraries and the one adapter that may include them.
const ADAPTERS = [
  { header: /^(libpq-fe|libpq\/.*|postgres_ext)\.h$/, owner: /^ops\/postgres[a-z_]*\.[ch]$/ },
  { header: /^(sql|sqlext|sqltypes|sqlucode|odbcinst)\.h$/, owner: /^ops\/odbc[a-z_]*\.[ch]$/ },
  { header: /^(nats\/)?nats\.h$/, owner: /^ops\/bus[a-z_]*\.[ch]$/ },
  { header: /^(ldap|lber|ldap_.*)\.h$/, owner: /^ops\/directory[a-z_]*\.[ch]$/ },
  { header: /^microhttpd\.h$/, owner: /^ops\/http[a-z_]*\.[ch]$/ },
  { header: /^curl\/.*\.h$/, owner: /^ops\/(curl_handle|http_client[a-z_]*|mail)\.[ch]$/ },
  { header: /^(cairo|cairo-pdf|pango\/.*)\.h$/, owner: /^ops\/pdf[a-z_]*\.[ch]$/ },
  { header: /^qrencode\.h$/, owner: /^ops\/pdf[a-z_]*\.[ch]$/ },
  { header: /^yaml\.h$/, owner: /^ops\/yaml[a-z_]*\.[ch]$/ },
  { header: /^sodium(\/.*)?\.h$/, owner: /^ops\/(token|password)[a-z_]*\.[ch]$/ },
  { header: /^lzma\.h$/, owner: /^ops\/cli\/[a-z_]*\.[ch]$/ },
  { header: /^libxml\/.*\.h$/, owner: /^central\/channels?\/[a-z_]*\.[ch]$/ },
  { header: /^glpk\.h$/, owner: /^revenue\/[a-z_/]*\.[ch]$/ },
];

// What a *_rules.c may not see: pure decisions have no input or output, no clock, no chance.
const IMPURE_HEADERS =
  /^(ops\/(clock|log|config|process|lane|token|postgres|odbc|database|http|http_client|bus|directory)[a-z_]*\.h|stdio\.h|time\.h|unistd\.h|fcntl\.h|sys\/.*)$/;

const BANNED_FUNCTIONS = {
  'strcpy strcat stpcpy strncat strncpy': 'use g_strlcpy, g_strdup or GString',
  'sprintf vsprintf': 'use g_snprintf or g_strdup_printf',
  'gets strtok strtok_r': 'use g_strsplit',
  'atoi atol atoll atof': 'use g_ascii_string_to_signed, which notices bad input',
  'rand srand random srandom drand48': 'use ops/token.h, or GRand with a seed in tests',
  'system popen': 'run no shell',
  'malloc calloc realloc strdup strndup asprintf alloca': 'use the g_ functions, which cannot fail',
};

const CLOCK_FUNCTIONS =
  'time gettimeofday clock_gettime clock localtime localtime_r gmtime gmtime_r mktime g_get_real_time g_get_monotonic_time g_date_time_new_now g_date_time_new_now_utc g_date_time_new_now_local';
const CLOCK_OWNER = 'ops/clock.c';

export const FILE_LINES_MAX = 600;
export const FUNCTION_LINES_MAX = 100;

const TOP_FOLDERS = ['central', 'property', 'loyalty', 'revenue', 'sync', 'schemas', 'tests', 'ops'];
const TOP_FILES = ['CMakeLists.txt', 'README.md', 'LICENSE', 'CMakePresets.json'];

// Reads a folder into a tree. Every entry of the top level is listed, also those whose content is ignored.
export function readTree(root) {
  const files = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const place = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!IGNORED_FOLDERS.has(entry.name)) walk(place);
      } else if (entry.isFile()) {
        files.push({ path: relative(root, place).split(sep).join('/'), file: place });
      }
    }
  };
  walk(root);
  for (const entry of files) {
    Object.defineProperty(entry, 'text', { get: () => (entry.cached ??= readFileSync(entry.file, 'utf8')) });
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), top: readdirSync(root) };
}

const isC = (file) => /\.[ch]$/.test(file.path);
const floorOf = (path) => path.split('/')[0];
const lineOf = (text, index) => text.slice(0, index).split('\n').length;

// Blanks comments and the content of texts and characters, keeping every line where it is.
export function stripC(text) {
  const pattern = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return text.replace(pattern, (found) => {
    const blank = found.replace(/[^\n]/g, ' ');
    return found[0] === '"' || found[0] === "'" ? found[0] + blank.slice(2) + found[0] : blank;
  });
}

function includesOf(file) {
  return [...file.text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]/gm)].map((match) => ({
    quoted: match[1] === '"',
    header: match[2],
    line: lineOf(file.text, match.index),
  }));
}

// Floors: a file includes only from its own top folder or a lower floor, and writes the path from the root.
export function checkIncludeDirection(tree) {
  const findings = [];
  const known = new Set(tree.files.map((file) => file.path));
  for (const file of tree.files.filter(isC)) {
    const own = floorOf(file.path);
    for (const { quoted, header, line } of includesOf(file)) {
      if (!quoted) continue;
      const other = floorOf(header);
      if (!known.has(header)) {
        findings.push(`${file.path}:${line}: "${header}" is not a path from the root of the repository`);
      } else if (own !== other && !(FLOORS[other] < FLOORS[own])) {
        findings.push(`${file.path}:${line}: ${own} may not include ${header}: the edge does not run down`);
      }
    }
  }
  return findings;
}

// One adapter for each foreign library; nobody else includes its headers.
export function checkAdapters(tree) {
  const findings = [];
  for (const file of tree.files.filter(isC)) {
    for (const { header, line } of includesOf(file)) {
      const adapter = ADAPTERS.find((candidate) => candidate.header.test(header));
      if (adapter && !adapter.owner.test(file.path)) {
        findings.push(`${file.path}:${line}: <${header}> belongs to the adapter ${adapter.owner.source}`);
      }
    }
  }
  return findings;
}

export function checkRulesArePure(tree) {
  const findings = [];
  for (const file of tree.files.filter((candidate) => /_rules\.[ch]$/.test(candidate.path))) {
    for (const { header, line } of includesOf(file)) {
      if (IMPURE_HEADERS.test(header)) findings.push(`${file.path}:${line}: pure decisions may not include ${header}`);
    }
  }
  return findings;
}

function callsOf(code, name) {
  const calls = [];
  for (const match of code.matchAll(new RegExp(`(?<![\\w.>])${name}\\s*\\(`, 'g'))) calls.push(lineOf(code, match.index));
  return calls;
}

export function checkBannedFunctions(tree) {
  const findings = [];
  for (const file of tree.files.filter(isC)) {
    const code = stripC(file.text);
    const report = (names, remedy) => {
      for (const name of names.split(' ')) {
        if (!code.includes(name)) continue;
        for (const line of callsOf(code, name)) findings.push(`${file.path}:${line}: ${name}() is banned: ${remedy}`);
      }
    };
    for (const [names, remedy] of Object.entries(BANNED_FUNCTIONS)) report(names, remedy);
    if (file.path !== CLOCK_OWNER) report(CLOCK_FUNCTIONS, 'ask ops/clock.h');
    // Only adapters free what a foreign library allocated.
    if (!/^ops\/[a-z_]+\.c$/.test(file.path)) report('free', 'use g_free; what a library allocated is freed in its adapter');
  }
  return findings;
}

// Files of code, by ending or, for scripts, by their first line.
function isCode(file) {
  if (/\.(c|h|mjs|js|ts|tsx|sh|css|sql|cmake)$/.test(file.path)) return true;
  return !/\./.test(file.path.split('/').pop()) && file.text.startsWith('#!');
}

function ratchet(findings, measured, exceptions, max, what) {
  for (const [place, lines] of measured) {
    const allowed = exceptions[place];
    if (allowed === undefined ? lines > max : lines > allowed) {
      findings.push(`${place}: ${what} of ${lines} lines, at most ${allowed ?? max}: take it apart`);
    } else if (allowed !== undefined && lines <= max) {
      findings.push(`${place}: the exception is no longer needed: remove it from exceptions.json`);
    } else if (allowed !== undefined && lines < allowed) {
      findings.push(`${place}: has become shorter: lower its exception from ${allowed} to ${lines}`);
    }
  }
  for (const place of Object.keys(exceptions)) {
    if (!measured.has(place)) findings.push(`${place}: the exception names nothing: remove it from exceptions.json`);
  }
}

export function checkFileLength(tree, exceptions = {}) {
  const findings = [];
  const measured = new Map();
  for (const file of tree.files.filter(isCode)) measured.set(file.path, file.text.split('\n').length - 1);
  ratchet(findings, measured, exceptions, FILE_LINES_MAX, 'a file');
  return findings;
}

// Functions of a C file: with our brace style a body begins with "{" and ends with "}" in the first column.
export function functionsOf(text) {
  const lines = stripC(text).split('\n');
  const functions = [];
  for (let start = 0; start < lines.length; start++) {
    if (lines[start] !== '{') continue;
    const end = lines.indexOf('}', start);
    let head = '';
    for (let above = start - 1; above >= 0 && !/^\s*$|[;}]\s*$/.test(lines[above]); above--) head = `${lines[above]} ${head}`;
    const name = head.match(/(\w+)\s*\(/);
    functions.push({ name: name ? name[1] : '?', line: start + 1, lines: end - start + 1 });
    start = end;
  }
  return functions;
}

export function checkFunctionLength(tree, exceptions = {}) {
  const findings = [];
  const measured = new Map();
  for (const file of tree.files.filter((candidate) => candidate.path.endsWith('.c'))) {
    for (const { name, lines } of functionsOf(file.text)) measured.set(`${file.path}:${name}`, lines);
  }
  ratchet(findings, measured, exceptions, FUNCTION_LINES_MAX, 'a function');
  return findings;
}

export function checkTopLevel(tree) {
  const allowed = new Set([...TOP_FOLDERS, ...TOP_FILES, 'build']);
  return tree.top
    .filter((entry) => !entry.startsWith('.') && !allowed.has(entry))
    .map((entry) => `${entry}: nothing else lives at the top level`);
}

export function checkReadmes(tree) {
  const known = new Set(tree.files.map((file) => file.path));
  return [...TOP_FOLDERS.map((folder) => `${folder}/README.md`), 'README.md']
    .filter((path) => !known.has(path))
    .map((path) => `${path}: missing: say what lives there, what may enter and where to start reading`);
}

// A store counts its migrations: two with one number, which no merge notices, end every program at its start.
export function checkMigrationNumbers(tree) {
  const findings = [];
  for (const store of ['central', 'property']) {
    const names = [...new Set(tree.files.map((file) => file.path.match(new RegExp(`^schemas/${store}/(\\d{4}_[^/]*)/`))?.[1]).filter(Boolean))].sort();
    const wrong = names.findIndex((name, index) => Number(name.slice(0, 4)) !== index + 1);
    if (wrong >= 0) findings.push(`schemas/${store}/${names[wrong]}: the number ${String(wrong + 1).padStart(4, '0')} is expected here`);
  }
  return findings;
}

// SQLite believes that few rows lack a value of a unique column, and would read all postings that correct nothing,
// years of them, for one. A plus before the column keeps the condition and not the index.
export function checkPostingsByIndex(tree) {
  const findings = [];
  for (const file of tree.files.filter(({ path }) => /^property\/.*\.[ch]$/.test(path))) {
    file.text.split('\n').forEach((line, index) => {
      if (/(?<!\+)\b(\w+\.)?corrects IS NULL/.test(line.replace(/\+(\w+\.)?corrects/g, ''))) {
        findings.push(`${file.path}:${index + 1}: write +p.corrects IS NULL`);
      }
    });
  }
  return findings;
}

const TEXT_ENDINGS = /\.(c|h|mjs|js|ts|tsx|sh|css|sql|cmake|txt|md|yaml|yml|html)$/;
// Written apart, so that this file does not find itself.
const POSTPONED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b|^(<{7}|>{7}) `);

export function checkNothingPostponed(tree) {
  const findings = [];
  for (const file of tree.files.filter((candidate) => TEXT_ENDINGS.test(candidate.path) || isCode(candidate))) {
    file.text.split('\n').forEach((line, index) => {
      if (POSTPONED.test(line)) findings.push(`${file.path}:${index + 1}: finish it or write it down elsewhere`);
    });
  }
  return findings;
}
