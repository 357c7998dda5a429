/* The reader of codes for browsers that have none: a file of its own, fetched when it is needed. */
import decode from 'qr/decode.js';

/* Codes on labels are large in the picture; more pixels only cost time. */
const WIDTH_MAX = 640;

export function newReader(): (video: HTMLVideoElement) => string | null {
  const canvas = document.createElement('canvas');
  const paper = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => {
    if (paper === null || video.videoWidth === 0) return null;
    const scale = Math.min(1, WIDTH_MAX / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    paper.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(paper.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null; // no code in this picture
    }
  };
}
