// A mail server of its own for a test, and the messages it took.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './instance.mjs';
import { removeFolder } from './scratch.mjs';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// The parts of a message: headers of the whole, and each part with its decoded content.
export function readMail(bytes) {
  const [head, ...rest] = bytes.toString('latin1').split('\r\n\r\n');
  const headers = Object.fromEntries(head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  const boundary = headers['content-type']?.match(/boundary="?([^";]+)/)?.[1];
  const parts = rest.join('\r\n\r\n').split(`--${boundary}`).slice(1, -1).map((part) => {
    const [own, ...content] = part.split('\r\n\r\n');
    const text = content.join('\r\n\r\n');
    const decoded = /base64/i.test(own) ? Buffer.from(text, 'base64') : Buffer.from(text.replaceAll(/=\r\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
    return { head: own, content: decoded };
  });
  return { headers, parts };
}

// "=?UTF-8?B?…?=" words as people read them.
export function decodeWords(text) {
  return text.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, word) => Buffer.from(word, 'base64').toString('utf8'));
}

export class MailServer {
  constructor(t) {
    this.folder = mkdtempSync(join(tmpdir(), 'keyrack-mail-'));
    t.after(async () => {
      await this.stop();
      await removeFolder(this.folder);
    });
  }

  // A certificate for this machine that nobody has signed: [certificate, key].
  certificate() {
    const files = ['certificate', 'key'].map((name) => join(this.folder, `${name}.pem`));
    const done = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-out', files[0], '-keyout', files[1]], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    return files;
  }

  async start(...options) {
    this.port ??= await freePort();
    this.child = spawn('/usr/bin/python3', [join(ROOT, 'tests/support/mail_server.py'), this.folder, String(this.port), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    await new Promise((resolve, reject) => {
      this.child.stdout.once('data', resolve);
      this.child.once('exit', (code) => reject(new Error(`the mail server ended with ${code}`)));
    });
    return this;
  }

  async stop() {
    if (this.child === undefined || this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await this.ended;
  }

  taken() {
    return readdirSync(this.folder).filter((name) => name.endsWith('.eml')).sort().map((name) => readMail(readFileSync(join(this.folder, name))));
  }
}
