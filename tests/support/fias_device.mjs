// A device that speaks FIAS, written from the description of the interface alone: nothing here is shared with the
// programs under test.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const STX = 2;
const ETX = 3;
const PATIENCE_MS = 60_000; // for a machine that is busy with other tests

export function frame(text, encoding = 'utf8') {
  return Buffer.concat([Buffer.from([STX]), Buffer.from(text, encoding), Buffer.from([ETX])]);
}

// 'GI|RN101|GNSmith|' → { id: 'GI', RN: '101', GN: 'Smith', text }
export function parse(text) {
  const [id, ...fields] = text.split('|');
  const record = { id, text };
  for (const field of fields) if (field.length >= 2) record[field.slice(0, 2)] ??= field.slice(2);
  return record;
}

export class Device {
  constructor(port, { family = 'PO', wishes = [], encoding = 'utf8' } = {}) {
    Object.assign(this, { port, family, wishes, encoding, received: [], waiting: [], closed: false });
  }

  async connect() {
    this.socket = connect(this.port, '127.0.0.1');
    this.closed = false;
    this.bytes = Buffer.alloc(0);
    this.socket.on('data', (data) => this.take(data));
    this.socket.on('error', () => {});
    this.gone = new Promise((resolve) => {
      this.socket.on('close', () => {
        this.closed = true;
        resolve();
        for (const each of this.waiting.splice(0)) each.reject(new Error('the line was closed'));
      });
    });
    await new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  take(data) {
    this.bytes = Buffer.concat([this.bytes, data]);
    for (;;) {
      const start = this.bytes.indexOf(STX);
      const end = this.bytes.indexOf(ETX, start + 1);
      if (start < 0 || end < 0) return;
      this.hear(parse(this.bytes.subarray(start + 1, end).toString(this.encoding)));
      this.bytes = this.bytes.subarray(end + 1);
    }
  }

  hear(record) {
    const index = this.waiting.findIndex((each) => each.matches(record));
    if (index >= 0) this.waiting.splice(index, 1)[0].resolve(record);
    else this.received.push(record);
  }

  send(...texts) {
    this.socket.write(Buffer.concat(texts.map((text) => frame(text, this.encoding))));
  }

  // The next record, heard already or not, that matches: an id, or a function.
  expect(wanted, patience = PATIENCE_MS) {
    const matches = typeof wanted === 'string' ? (record) => record.id === wanted : wanted;
    const index = this.received.findIndex(matches);
    if (index >= 0) return Promise.resolve(this.received.splice(index, 1)[0]);
    return new Promise((resolve, reject) => {
      const entry = { matches, resolve, reject };
      this.waiting.push(entry);
      setTimeout(() => {
        this.waiting = this.waiting.filter((each) => each !== entry);
        reject(new Error(`no ${wanted} came; heard ${this.received.map((each) => each.text).join(' ') || 'nothing'}`));
      }, patience).unref();
    });
  }

  async ask(text, answer, patience) {
    this.send(text);
    return this.expect(answer, patience);
  }

  // Nothing that matches comes for a while.
  async silent(wanted, ms = 300) {
    await pause(ms);
    const matches = typeof wanted === 'string' ? (record) => record.id === wanted : wanted;
    assert.deepEqual(this.received.filter(matches).map((each) => each.text), []);
  }

  // Start of the link as vendors do it: LS comes, LD, the records wanted, LA, LA comes.
  async link() {
    await this.connect();
    await this.expect('LS');
    this.send(`LD|DA241109|TI120000|V#1.0|IF${this.family}|`, ...this.wishes, 'LA|DA241109|TI120001|');
    await this.expect('LA');
    return this;
  }

  cut() {
    this.socket.destroy();
    return this.gone;
  }
}

export const POS_WISHES = ['LR|RIPS|FLRNPTTAP#DATIC#SOS1S2S3T1TPWS|', 'LR|RIPA|FLASP#RNDATICTG#WS|', 'LR|RIPR|FLPIP#WS|', 'LR|RIPL|FLP#WSRNG#GNGFGLNPCLGAGD|'];
export const PBX_WISHES = [
  'LR|RIGI|FLRNG#GSGNGFGLGAGDCSSF|',
  'LR|RIGO|FLRNG#GSSF|',
  'LR|RIGC|FLRNG#GSGNGFRO|',
  'LR|RIRE|FLRNRSMLCSDN|',
  'LR|RIWR|FLRNDATI|',
  'LR|RIWC|FLRNDATI|',
  'LR|RIWA|FLRNDATIAS|',
  'LR|RIPS|FLRNPTDATIDDDUP#TAMP|',
  'LR|RIPA|FLASRNDATIP#|',
  'LR|RINS|FLDATI|',
  'LR|RINE|FLDATI|',
];
export const LOCK_WISHES = [
  'LR|RIKR|FLKCKTRNK#GAGDDTKOG#GNWS|',
  'LR|RIKD|FLRNG#|',
  'LR|RIKM|FLRNG#GAGDDT|',
  'LR|RIKZ|FLKCWS|',
  'LR|RIKA|FLASKCWSRNG#GD|',
  'LR|RIGO|FLRNG#GS|',
];
