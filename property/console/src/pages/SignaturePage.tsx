import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import * as api from '@shared/api/property';
import type { RegistrationCard, Stroke } from '@shared/api/property/frontDesk';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { formatConfirmation } from '@shared/format/confirmation';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { Fact, PageHead, Panel } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const SCALE = 10_000;

/* Strokes are kept as lines of points, 0 to 10,000 each way, so that they are as sharp on paper as they were drawn. */
function drawStrokes(canvas: HTMLCanvasElement, strokes: Stroke[]): void {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.lineWidth = Math.max(2, canvas.height / 80);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const { points } of strokes) {
    pen.beginPath();
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = [((points[i] ?? 0) / SCALE) * canvas.width, ((points[i + 1] ?? 0) / SCALE) * canvas.height];
      if (i === 0) pen.moveTo(x, y);
      pen.lineTo(x + (points.length === 2 ? 1 : 0), y);
    }
    pen.stroke();
  }
}

function Pad({ strokes, onStrokes, label }: { strokes: Stroke[]; onStrokes?: (strokes: Stroke[]) => void; label: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<Stroke | null>(null);
  useEffect(() => {
    const target = canvas.current;
    if (target === null) return;
    target.width = target.clientWidth * window.devicePixelRatio;
    target.height = target.clientHeight * window.devicePixelRatio;
    drawStrokes(target, strokes);
  }, [strokes]);
  const place = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    const clamp = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * SCALE);
    return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)];
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (onStrokes === undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = { points: place(event) };
  };
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (drawing.current === null || canvas.current === null || drawing.current.points.length > 3900) return;
    drawing.current.points.push(...place(event));
    drawStrokes(canvas.current, [...strokes, drawing.current]);
  };
  const end = (): void => {
    if (drawing.current !== null && onStrokes !== undefined) onStrokes([...strokes, drawing.current]);
    drawing.current = null;
  };
  return <canvas ref={canvas} className="kr-pad" role="img" aria-label={label} onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end} />;
}

function CardFacts({ content }: { content: RegistrationCard['content'] }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const total = content.total_minor ?? content.nights.reduce((sum, night) => sum + night.price_minor, 0);
  return (
    <Panel title={content.hotel}>
      <dl className="kr-facts">
        <Fact label={t('desk.guest')}>{content.guest_name}</Fact>
        <Fact label={t('line.room')}><strong className="kr-room-number">{content.room}</strong> {content.room_type_name}</Fact>
        <Fact label={t('line.arrival')}>{forms.dateWithDay(content.arrival)}</Fact>
        <Fact label={t('line.departure')}>{forms.dateWithDay(content.departure)}</Fact>
        <Fact label={t('card.price')}>{forms.money(total, content.currency)}</Fact>
        <Fact label={t('desk.confirmation')}>{formatConfirmation(content.confirmation_number)}</Fact>
      </dl>
      <p className="kr-terms" lang={content.language}>{content.terms}</p>
    </Panel>
  );
}

/* Turned to the guest, on a tablet: what is agreed on, and a place to sign with a finger or a pen. */
export function SignaturePage({ stayId }: { stayId: number }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [language, setLanguage] = useState<'en' | 'zh' | undefined>(undefined);
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const { value: card, problem, reload } = useLoad(`card/${stayId}/${language ?? ''}`, () => api.registrationCard(stayId, language));
  const sign = useAction((body: { strokes: Stroke[]; language: 'en' | 'zh' }, key) => api.signCard(stayId, body, key));
  if (card === null) return problem === null ? <LoadingRows rows={6} /> : <ErrorNote problem={problem} onRetry={reload} />;
  const submit = async (): Promise<void> => {
    if ((await sign.run({ strokes, language: card.content.language })) !== null) reload();
  };
  return (
    <div className="kr-sign">
      <PageHead title={t('card.title')}>
        {card.signature === null && (
          <SegmentedControl aria-label={t('card.language')} value={card.content.language} onChange={(value) => setLanguage(value as 'en' | 'zh')} data={[{ value: 'en', label: 'English' }, { value: 'zh', label: '中文' }]} />
        )}
        <Button variant="default" component="a" href={api.registrationCardPaper(stayId)} target="_blank">{t('card.print')}</Button>
        <Button variant="subtle" color="gray" onClick={() => go(`stay/${stayId}`)}>{t('back')}</Button>
      </PageHead>
      <CardFacts content={card.content} />
      {card.signature === null ? (
        <>
          <Pad strokes={strokes} onStrokes={setStrokes} label={t('card.pad')} />
          <div className="kr-dialog-actions">
            <Button variant="default" size="lg" disabled={strokes.length === 0} onClick={() => setStrokes([])}>{t('card.again')}</Button>
            <Button size="lg" disabled={strokes.length === 0} loading={sign.busy} onClick={() => void submit()}>{t('card.submit')}</Button>
          </div>
          {sign.problem !== null && <ErrorNote problem={sign.problem} />}
        </>
      ) : (
        <>
          <Pad strokes={card.signature.strokes} label={t('card.signature')} />
          {card.signature.intact ? <Note kind="success">{t('card.signed', { at: forms.instant(card.signature.signed_at), staff: card.signature.witness })}</Note> : <Note kind="warning">{t('card.spoilt')}</Note>}
        </>
      )}
    </div>
  );
}
