// The line of one hotel to the bus, which a test cuts and mends: the hotel runs as a daemon of the test's own, on its own
// store and port, and reaches NATS through a port of this process.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { desk, ROOT, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';
import { PORT, start, writeConfig } from './daemons.mjs';

const NATS_PORT = PORT + 21;

export class BusLine {
  // `t` is the test, or anything with `after(function)`.
  static async lay(t, folder, hotel) {
    const line = new BusLine();
    line.hotel = hotel;
    line.sockets = new Set();
    await line.mend();
    ops('stop', hotel);
    const bus_url = `nats://127.0.0.1:${line.port}`;
    line.daemon = await start(t, 'keyrack-property', writeConfig(folder, `property-${hotel}`, { bus_url }));
    await line.untilConnected(true);
    return line;
  }

  async mend() {
    this.server = createServer((hotel) => {
      const bus = connect(NATS_PORT, '127.0.0.1');
      hotel.pipe(this.misdirecting()).pipe(bus);
      bus.pipe(hotel);
      for (const [one, other] of [[hotel, bus], [bus, hotel]]) {
        this.sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
      }
    });
    this.server.listen(this.port ?? 0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
  }

  // What the hotel says on `this.misdirected` ("outbox", "list" …) goes where nobody listens; everything else gets through.
  misdirecting() {
    const transform = (bytes, _encoding, done) => {
      const subject = `keyrack.hotel.${this.hotel}.${this.misdirected}`;
      const text = bytes.toString('latin1').replaceAll(`PUB ${subject} `, `PUB ${subject.slice(0, -1)}_ `);
      done(null, Buffer.from(text, 'latin1'));
    };
    return new Transform({ transform });
  }

  async cut() {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
    await this.untilConnected(false);
  }

  untilConnected(wanted) {
    const isSo = async () => (await send(desk(this.hotel), 'GET', '/v1/status')).body.connected === wanted;
    return until(`the hotel is ${wanted ? '' : 'not '}connected`, isSo);
  }

  // Gives the hotel back to the instance.
  async end() {
    await this.daemon.stop();
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
    ops('start', this.hotel);
  }
}

const ops = (action, hotel) => spawnSync(join(ROOT, 'ops/part'), [action, `property-${hotel}`], { stdio: 'inherit' });
