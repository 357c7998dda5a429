import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useText } from '../text/useText';
import { canScan, scanRoom } from './scan';
import type { Node } from './useNode';

function Camera({ onRoom, onEnd }: { onRoom: (room: string) => void; onEnd: () => void }): JSX.Element {
  const t = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const found = useRef(onRoom);
  found.current = onRoom;
  useEffect(() => {
    const end = new AbortController();
    if (video.current !== null) scanRoom(video.current, end.signal).then((room) => room !== null && found.current(room), () => setFailed(true));
    return () => end.abort();
  }, []);
  return (
    <div className="ph-camera">
      {failed ? <p className="ph-note">{t('phone.cannotScan')}</p> : <p>{t('phone.camera')}</p>}
      <video ref={video} muted playsInline aria-label={t('phone.camera')} />
      <button type="button" onClick={onEnd}>{t('phone.stop')}</button>
    </div>
  );
}

export function Finder({ node, onOpen }: { node: Node; onOpen: (room: string) => void }): JSX.Element {
  const t = useText();
  const [number, setNumber] = useState('');
  const [unknown, setUnknown] = useState('');
  const [scanning, setScanning] = useState(false);
  const openRoom = (wanted: string): void => {
    setScanning(false);
    const room = node.known?.rooms.find((each) => each.room.toUpperCase() === wanted.trim().toUpperCase());
    if (room === undefined) setUnknown(wanted);
    else onOpen(room.room);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    openRoom(number);
  };
  return (
    <>
      <h1>{t('phone.find')}</h1>
      {scanning && <Camera onRoom={openRoom} onEnd={() => setScanning(false)} />}
      {canScan() && !scanning && <button type="button" className="ph-main" onClick={() => setScanning(true)}>{t('phone.scan')}</button>}
      <form className="ph-form" onSubmit={submit}>
        <label>
          {t('phone.findLabel')}
          <input value={number} onChange={(event) => setNumber(event.target.value)} inputMode="numeric" autoComplete="off" required />
        </label>
        <button className="ph-main" type="submit">{t('phone.open', { room: number })}</button>
      </form>
      {unknown !== '' && <p className="ph-refused" role="alert">{t('phone.noRoom', { room: unknown })}</p>}
    </>
  );
}
