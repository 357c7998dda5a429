/* Reading a room's code with the camera, where the browser can. A code holds the room's number, alone or at the end of an address. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<Array<{ rawValue: string }>>;
}

declare global {
  interface Window {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector;
  }
}

export const canScan = (): boolean => window.BarcodeDetector !== undefined && navigator.mediaDevices?.getUserMedia !== undefined;

export function roomOfCode(text: string): string {
  return (/([A-Za-z0-9-]{1,16})\/?$/.exec(text.trim())?.[1] ?? '').toUpperCase();
}

const EVERY_MS = 200;

/* Looks through the camera until a code is read or `signal` ends it. The camera is off afterwards. */
export async function scanRoom(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  if (window.BarcodeDetector === undefined) return null;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = new window.BarcodeDetector({ formats: ['qr_code', 'code_128', 'ean_13'] });
    while (!signal.aborted) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found !== undefined) return roomOfCode(found.rawValue);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}
