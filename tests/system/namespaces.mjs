// Network namespaces joined by lines that are as bad as they are told to be (support/packet_line).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PROGRAMS } from '../support/instance.mjs';

const ip = (...args) => spawnSync('ip', args, { encoding: 'utf8' });

function must(...args) {
  const { status, stderr } = ip(...args);
  assert.equal(status, 0, `ip ${args.join(' ')}: ${stderr}`);
}

// Why this machine cannot do it; empty when it can.
export function whyNoNamespaces() {
  const probe = `keyrack-probe-${process.pid}`;
  const { status, stderr, error } = ip('netns', 'add', probe);
  if (status !== 0) return `network namespaces are not permitted here (${error?.message ?? stderr.trim()}): run the tests as root`;
  ip('netns', 'delete', probe);
  return '';
}

export class Namespaces {
  // `prefix` keeps the names of one test apart from those of another that runs at the same time.
  constructor(prefix) {
    this.prefix = prefix;
    this.names = [];
    this.lines = [];
  }

  add(name) {
    const full = `${this.prefix}-${name}`;
    ip('netns', 'delete', full);
    must('netns', 'add', full);
    this.names.push(full);
    must('-n', full, 'link', 'set', 'lo', 'up');
    return full;
  }

  // A line between two of them, with an address at each end.
  async join({ seed, device, from, fromAddress, to, toAddress }) {
    const child = spawn(`${PROGRAMS}/packet_line`, [seed, from, device, to, device].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface({ input: child.stdout });
    const answered = async () => (await once(answers, 'line'))[0];
    assert.equal(await answered(), 'ready');
    for (const [name, own, peer] of [[from, fromAddress, toAddress], [to, toAddress, fromAddress]]) {
      must('-n', name, 'address', 'add', own, 'peer', peer, 'dev', device);
      must('-n', name, 'link', 'set', device, 'up');
    }
    let last = Promise.resolve();
    const command = (text) => {
      last = last.then(() => {
        const answer = answered();
        child.stdin.write(`${text}\n`);
        return answer;
      });
      return last;
    };
    const line = {
      // {delay, jitter} in milliseconds; {loss, duplication, reordering} of a thousand; cut.
      set: (direction, { delay = 0, jitter = 0, loss = 0, duplication = 0, reordering = 0, cut = false }) =>
        command(`${direction} ${delay} ${jitter} ${loss} ${duplication} ${reordering} ${cut ? 1 : 0}`),
      heal: () => line.set('both', {}),
      count: async () => (await command('count')).split(' ').slice(1).map(Number),
      end: () => child.kill('SIGKILL'),
    };
    this.lines.push(line);
    return line;
  }

  remove() {
    this.lines.forEach((line) => line.end());
    this.names.forEach((name) => ip('netns', 'delete', name));
  }
}
