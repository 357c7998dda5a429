// node desk_history.mjs STORE FROM_DAY UNTIL_DAY [STAYS]: prints SQL that gives a hotel's SQLite store a past: the guests
// who have left so far (STAYS of them at most) left on each of those days before as well. Every column of the tables is
// copied; what names a row or a day is moved.
import { spawnSync } from 'node:child_process';

const [store, fromDay, untilDay, stays = '425'] = process.argv.slice(2);
const TEMPLATE_IDS = 99_999; // larger ones are of copies
const DAY_US = 86_400_000_000;

const NUMBERS = ['stay_id', 'account_id', 'posting_number', 'version', 'corrects', 'origin', 'transfer'];
const NIGHTS = ['business_date', 'service_date', 'night', 'arrival', 'departure', 'checked_in_on', 'checked_out_on'];
const INSTANTS = ['booked_at', 'posted_at', 'checked_in_at', 'checked_out_at', 'opened_at'];

// The rows to copy. A reservation's copy has a version of the centre, which no index wants to be its own.
const guests = `SELECT stay_id FROM stay WHERE status = 'checked_out' AND shares_with IS NULL AND stay_id <= ${TEMPLATE_IDS} ORDER BY stay_id LIMIT ${stays}`;
const numbers = `SELECT confirmation_number FROM stay WHERE stay_id IN (${guests})`;
const TABLES = {
  copied_reservation: `confirmation_number IN (${numbers})`,
  reservation_fact: `confirmation_number IN (${numbers})`,
  copied_line: `confirmation_number IN (${numbers})`,
  stay: `stay_id IN (${guests})`,
  stay_night: `stay_id IN (${guests})`,
  account: `kind = 'stay' AND stay_id IN (${guests})`,
  posting: `account_id IN (${guests}) AND posting_number <= ${TEMPLATE_IDS}`,
};

function rows(sql) {
  const { stdout, stderr } = spawnSync('sqlite3', ['-json', store, sql], { encoding: 'utf8' });
  if (stdout.trim() === '') throw new Error(`${store} answers nothing to ${sql}: ${stderr}`);
  return JSON.parse(stdout);
}

const columns = (table) => rows(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name);

// Indexes are made anew from the finished rows: sorting millions of keys is far quicker than inserting each in its place.
const names = Object.keys(TABLES).map((table) => `'${table}'`).join(', ');
const indexes = rows(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (${names})`);

function moved(column) {
  if (NUMBERS.includes(column)) return `${column} + ${TEMPLATE_IDS + 1} * days.day`;
  if (NIGHTS.includes(column)) return `${column} - days.day`;
  if (INSTANTS.includes(column)) return `${column} - ${DAY_US} * days.day`;
  if (column === 'confirmation_number')
    return "CASE WHEN confirmation_number IS NOT NULL THEN printf('%012d', CAST(confirmation_number AS INTEGER) + 1000000 * days.day) END";
  return column;
}

// Nobody else has the store, and what is left of a past that broke off is thrown away: no journal is needed.
console.log('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
console.log('PRAGMA cache_size = -400000; PRAGMA threads = 2; BEGIN;');
for (const { name } of indexes) console.log(`DROP INDEX ${name};`);
for (const [table, condition] of Object.entries(TABLES)) {
  const all = columns(table);
  console.log(
    `WITH RECURSIVE days (day) AS (SELECT ${fromDay} UNION ALL SELECT day + 1 FROM days WHERE day + 1 < ${untilDay})
INSERT INTO ${table} (${all.join(', ')}) SELECT ${all.map(moved).join(', ')} FROM days CROSS JOIN (SELECT * FROM ${table} WHERE ${condition}) AS row;`,
  );
}
for (const { sql } of indexes) console.log(`${sql};`);
console.log('COMMIT; PRAGMA journal_mode = WAL;');
