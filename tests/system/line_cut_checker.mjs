// What must hold after everything has healed, whatever happened before. `records` are the answers that clients were
// given and wrote down, in the order in which they got them; `world` is what is there now:
//
//   reservations: {number: {surname, channel, statuses: [of its lines]}} at the centre
//   cells: {hotel: [{room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted}]} at the centre
//   exceptions: {hotel: number of authorised oversells that are listed}
//   copies: {hotel: {table: {centre: {key: digest}, hotel: {key: digest}}}}
//
// A record is {key, operation: sell|cancel|modify|check_in|check_out, surname, number, status}; status 0 stands for an
// answer that never came, after which both may be. The finding is one line of text each; none means all is well.

const accepted = (record) => record.status >= 200 && record.status < 300;
const ENDED = ['cancelled'];
const ALIVE = ['reserved', 'in_house', 'checked_out', 'no_show'];

function checkNothingLost(records, world) {
  const findings = [];
  const cancelled = new Set(records.filter((each) => each.operation === 'cancel' && accepted(each)).map((each) => each.number));
  const maybe = new Set(records.filter((each) => each.operation === 'cancel' && each.status === 0).map((each) => each.number));
  const arrived = new Set(records.filter((each) => each.operation === 'check_in' && each.status < 300).map((each) => each.number));
  for (const record of records.filter((each) => each.operation === 'sell' && accepted(each))) {
    const found = world.reservations[record.number];
    if (!found) {
      findings.push(`lost: ${record.number}, acknowledged to ${record.surname}, is not at the centre`);
      continue;
    }
    if (found.surname !== record.surname) findings.push(`mixed up: ${record.number} is of ${found.surname}, not ${record.surname}`);
    // A guest who was taken in stays, though the centre had cancelled meanwhile.
    const open = maybe.has(record.number) || (cancelled.has(record.number) && arrived.has(record.number));
    const wanted = open ? [...ENDED, ...ALIVE] : cancelled.has(record.number) ? ENDED : ALIVE;
    if (!found.statuses.every((status) => wanted.includes(status))) {
      findings.push(`changed: ${record.number} is ${found.statuses.join(', ')}, but should be ${wanted.join(' or ')}`);
    }
  }
  return findings;
}

// Every attempt of a client has a surname and a key of its own.
function checkNothingDoubled(records, world) {
  const findings = [];
  const bySurname = new Map();
  for (const [number, { surname }] of Object.entries(world.reservations)) {
    if (!bySurname.has(surname)) bySurname.set(surname, []);
    bySurname.get(surname).push(number);
  }
  for (const [surname, numbers] of bySurname) {
    if (numbers.length > 1) findings.push(`doubled: ${surname} asked once and has ${numbers.join(' and ')}`);
  }
  const answers = new Map();
  for (const record of records.filter((each) => each.status !== 0)) {
    const said = `${record.status} ${record.number ?? ''}`;
    if ((answers.get(record.key) ?? said) !== said) findings.push(`two answers for ${record.key}: ${answers.get(record.key)} and ${said}`);
    answers.set(record.key, said);
  }
  for (const record of records.filter((each) => each.operation === 'sell' && each.status >= 400)) {
    if (bySurname.has(record.surname)) findings.push(`refused, but booked: ${record.surname} was told ${record.status}`);
  }
  return findings;
}

function checkRights(world) {
  const findings = [];
  for (const [hotel, cells] of Object.entries(world.cells)) {
    let oversold = 0;
    for (const cell of cells) {
      const taken = cell.sold + cell.held + (cell.blocked ?? 0) + (cell.granted ?? 0) + (cell.out_of_order ?? 0);
      const place = `${hotel} ${cell.room_type} ${cell.night}`;
      if (taken > cell.sell_limit + cell.oversell_authorised) findings.push(`over the limit: ${place}: ${taken}`);
      if (cell.held > 0) findings.push(`held for nobody: ${place}: ${cell.held}`);
      oversold += cell.oversell_authorised;
    }
    if (oversold > 0 && !world.exceptions[hotel]) findings.push(`oversold without an exception: ${hotel}: ${oversold}`);
  }
  return findings;
}

function checkCopies(world) {
  const findings = [];
  for (const [hotel, tables] of Object.entries(world.copies)) {
    for (const [table, { centre, hotel: copy }] of Object.entries(tables)) {
      const keys = new Set([...Object.keys(centre), ...Object.keys(copy)]);
      const different = [...keys].filter((key) => centre[key] !== copy[key]);
      if (different.length > 0) {
        findings.push(`copies differ: ${hotel} ${table}: ${different.length} rows, for instance ${different.slice(0, 3).join(', ')}`);
      }
    }
  }
  return findings;
}

// What every line of every reservation takes, counted anew, is what the cells say is sold.
function checkCounts(world) {
  const findings = [];
  for (const [name, value] of Object.entries(world.checks ?? {})) {
    if (['cells_over_limit', 'cells_counted_wrong', 'folios_unbalanced'].includes(name) && value !== 0) findings.push(`${name}: ${value}`);
  }
  return findings;
}

export const check = (records, world) => [
  ...checkNothingLost(records, world),
  ...checkNothingDoubled(records, world),
  ...checkRights(world),
  ...checkCopies(world),
  ...checkCounts(world),
];
