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

function columns(table) {
  const { stdout, stderr } = spawnSync('sqlite3', [store, `SELECT name FROM pragma_table_info('${table}')`], { encoding: 'utf8' });
  const names = stdout.trim().split('\n').filter(Boolean);
  if (names.length === 0) throw new Error(`${store} has no table ${table}: ${stderr}`);
  return names;
}

function moved(column) {
  if (NUMBERS.includes(column)) return `${column} + ${TEMPLATE_IDS + 1} * days.day`;
  if (NIGHTS.includes(column)) return `${column} - days.day`;
  if (INSTANTS.includes(column)) return `${column} - ${DAY_US} * days.day`;
  if (column === 'confirmation_number')
    return "CASE WHEN confirmation_number IS NOT NULL THEN printf('%012d', CAST(confirmation_number AS INTEGER) + 1000000 * days.day) END";
  return column;
}

console.log('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN;');
for (const [table, condition] of Object.entries(TABLES)) {
  const names = columns(table);
  console.log(
    `WITH RECURSIVE days (day) AS (SELECT ${fromDay} UNION ALL SELECT day + 1 FROM days WHERE day + 1 < ${untilDay})
INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map(moved).join(', ')} FROM days CROSS JOIN (SELECT * FROM ${table} WHERE ${condition}) AS row;`,
  );
}
console.log('COMMIT; PRAGMA wal_checkpoint(TRUNCATE);');
