/* Reading a room's code with the camera, where the browser can. A code holds the room's number, alone or at the end of an address. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<Array<{ rawValue: string }>>;
}

declare global {
  interface Window {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector;
  }
}

export const canScan = (): boolean => navigator.mediaDevices?.getUserMedia !== undefined;

type Reader = (video: HTMLVideoElement) => Promise<string | null>;

async function ownReader(): Promise<Reader | null> {
  if (window.BarcodeDetector === undefined) return null;
  try {
    const detector = new window.BarcodeDetector({ formats: ['qr_code', 'code_128', 'ean_13'] });
    return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? null;
  } catch {
    return null; // it is there by name only, as on systems whose reader is missing
  }
}

const fetchReader = (): Promise<typeof import('./readCode')> => import('./readCode');

async function reader(): Promise<Reader> {
  const own = await ownReader();
  if (own !== null) return own;
  const read = (await fetchReader()).newReader();
  return async (video) => read(video);
}

/* Brings the reader here while there is a line, so that it is at hand where there is none. */
export function scanPrepare(): void {
  if (canScan() && window.BarcodeDetector === undefined) void fetchReader().catch(() => undefined);
}

export function roomOfCode(text: string): string {
  return (/([A-Za-z0-9-]{1,16})\/?$/.exec(text.trim())?.[1] ?? '').toUpperCase();
}

const EVERY_MS = 200;

/* Looks through the camera until a code is read or `signal` ends it. The camera is off afterwards. */
export async function scanRoom(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  const read = await reader();
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const found = await read(video);
      if (found !== null) return roomOfCode(found);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}
