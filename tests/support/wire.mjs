// Bytes on a connection, for what no HTTP client would send.
import { connect } from 'node:net';

const SILENCE_MS = 25_000;

// Sends `chunks` one after another (a number is a pause in ms) and collects what comes until the other side closes, or
// for `silenceMs`. Resolves to {text, closed}.
export function exchange(port, chunks, { silenceMs = SILENCE_MS } = {}) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed });
    };
    const timer = setTimeout(() => finish(false), silenceMs);
    socket.on('error', () => {}); // the other side may hang up while we write
    socket.on('close', () => finish(true));
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('connect', async () => {
      for (const chunk of chunks) {
        if (typeof chunk === 'number') await new Promise((next) => setTimeout(next, chunk));
        else if (!socket.destroyed) socket.write(chunk);
      }
    });
  });
}

// Status of the first answer, or null.
export const statusOf = (text) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? NaN) || null;
