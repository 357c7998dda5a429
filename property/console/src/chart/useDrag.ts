import { useEffect, useRef, type RefObject } from 'react';
import type { ChartRoom } from '@shared/api/property/chart';
import type { Carried, Verdict } from './plan';

/* Dragging with the mouse, a pen or a finger: a finger has to rest on the guest first, for otherwise it scrolls. While something is dragged React draws nothing: the pointer moves one element, once a frame. */

export interface DragTarget {
  /* The carried guest of an element that was grabbed; null: it cannot be moved. */
  grab: (element: HTMLElement) => Carried | null;
  /* The row under the pointer. */
  roomAt: (y: number) => ChartRoom | null;
  /* `days`: how far to the right, in the room the guest has. */
  verdict: (carried: Carried, room: ChartRoom, days: number) => Verdict;
  words: (carried: Carried, room: ChartRoom, verdict: Verdict) => string;
  /* `days`: by how many the end of the stay is dragged. */
  endVerdict: (carried: Carried, days: number) => Verdict;
  drop: (carried: Carried, room: ChartRoom, verdict: Verdict) => void;
  column: number;
}

interface Drag {
  carried: Carried;
  kind: 'move' | 'end';
  bar: HTMLElement;
  ghost: HTMLElement | null;
  startX: number;
  startY: number;
  x: number;
  y: number;
  room: ChartRoom | null;
  verdict: Verdict | null;
  days: number;
  frame: number;
  /* Until when a finger that moves on only scrolls; null: for a mouse, or once the finger has rested. */
  resting: number | null;
}

const THRESHOLD_PX = 4;
const REST_MS = 350;
const TREMBLE_PX = 8;
const EDGE_PX = 40;
const SCROLL_PX = 12;

interface Parts {
  frame: RefObject<HTMLElement>;
  scroller: RefObject<HTMLElement>;
  overlay: RefObject<HTMLElement>;
}

function makeGhost(drag: Drag, overlay: HTMLElement): HTMLElement {
  const box = drag.bar.getBoundingClientRect();
  const base = overlay.getBoundingClientRect();
  const ghost = drag.bar.cloneNode(true) as HTMLElement;
  ghost.removeAttribute('id');
  ghost.classList.add('kc-ghost');
  ghost.style.left = `${box.left - base.left}px`;
  ghost.style.top = `${box.top - base.top}px`;
  ghost.style.width = `${box.width}px`;
  ghost.style.height = `${box.height}px`;
  const says = document.createElement('span');
  says.className = 'kc-says';
  ghost.appendChild(says);
  overlay.appendChild(ghost);
  drag.bar.dataset.dragged = '';
  return ghost;
}

function show(drag: Drag, says: string, verdict: string): void {
  if (drag.ghost === null) return;
  drag.ghost.dataset.verdict = verdict;
  const label = drag.ghost.querySelector('.kc-says');
  if (label !== null) label.textContent = says;
}

/* Near the upper or lower edge the chart scrolls on. */
function scrollAtEdge(drag: Drag, scroller: HTMLElement): void {
  const box = scroller.getBoundingClientRect();
  if (drag.y > box.bottom - EDGE_PX) scroller.scrollTop += SCROLL_PX;
  else if (drag.y < box.top + EDGE_PX && drag.y > box.top - EDGE_PX) scroller.scrollTop -= SCROLL_PX;
}

export function useDrag({ frame, scroller, overlay }: Parts, target: DragTarget): void {
  const latest = useRef(target);
  latest.current = target;

  useEffect(() => {
    const root = frame.current;
    if (root === null) return undefined;
    let drag: Drag | null = null;

    const end = (): void => {
      if (drag === null) return;
      window.cancelAnimationFrame(drag.frame);
      if (drag.resting !== null) window.clearTimeout(drag.resting);
      drag.ghost?.remove();
      delete drag.bar.dataset.dragged;
      delete root.dataset.dragging;
      drag = null;
    };
    const moveFrame = (now: Drag): void => {
      if (now.ghost === null) return;
      now.ghost.style.transform = `translate3d(${now.x - now.startX}px, ${now.y - now.startY}px, 0)`;
      const found = latest.current.roomAt(now.y);
      if (found === null) {
        now.room = null;
        show(now, '', 'none');
        return;
      }
      const days = found.room === now.carried.room?.room ? Math.round((now.x - now.startX) / latest.current.column) : 0;
      if (now.room !== found || now.days !== days) {
        now.room = found;
        now.days = days;
        now.verdict = latest.current.verdict(now.carried, found, days);
        show(now, latest.current.words(now.carried, found, now.verdict), now.verdict.kind);
      }
    };
    const endFrame = (now: Drag): void => {
      const { column } = latest.current;
      const days = Math.round((now.x - now.startX) / column);
      if (now.ghost === null) return;
      now.ghost.style.width = `${Math.max(column / 2, now.bar.getBoundingClientRect().width + days * column)}px`;
      if (days === now.days) return;
      now.days = days;
      now.verdict = days === 0 ? null : latest.current.endVerdict(now.carried, days);
      if (now.verdict === null || now.room === null) show(now, '', 'none');
      else show(now, latest.current.words(now.carried, now.room, now.verdict), now.verdict.kind);
    };
    const tick = (): void => {
      if (drag === null || scroller.current === null) return;
      if (drag.kind === 'move') {
        scrollAtEdge(drag, scroller.current);
        moveFrame(drag);
      } else {
        endFrame(drag);
      }
      drag.frame = window.requestAnimationFrame(tick);
    };
    const begin = (now: Drag): void => {
      if (overlay.current === null) return;
      now.ghost = makeGhost(now, overlay.current);
      root.dataset.dragging = now.kind;
      now.frame = window.requestAnimationFrame(tick);
    };
    const rest = (now: Drag): number =>
      window.setTimeout(() => {
        if (drag !== now) return;
        now.resting = null;
        begin(now);
      }, REST_MS);
    /* From then on the finger carries, and the page does not scroll. */
    const onTouch = (event: TouchEvent): void => {
      if (drag?.ghost != null && event.cancelable) event.preventDefault();
    };
    const onMenu = (event: Event): void => {
      if (drag?.ghost != null) event.preventDefault();
    };
    const onDown = (event: PointerEvent): void => {
      const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-bar]') : null;
      if (element === null || event.button !== 0 || !event.isPrimary) return;
      const carried = latest.current.grab(element);
      const kind = event.target instanceof Element && event.target.closest('.kc-end') !== null ? 'end' : 'move';
      if (carried === null) return;
      drag = { carried, kind, bar: element, ghost: null, startX: event.clientX, startY: event.clientY, x: event.clientX, y: event.clientY, room: kind === 'end' ? carried.room : null, verdict: null, days: 0, frame: 0, resting: null };
      if (event.pointerType === 'touch') drag.resting = rest(drag);
    };
    const onMove = (event: PointerEvent): void => {
      if (drag === null) return;
      drag.x = event.clientX;
      drag.y = event.clientY;
      if (drag.resting !== null) {
        if (Math.hypot(drag.x - drag.startX, drag.y - drag.startY) > TREMBLE_PX) end();
        return;
      }
      if (drag.ghost === null && Math.hypot(drag.x - drag.startX, drag.y - drag.startY) > THRESHOLD_PX) begin(drag);
    };
    const onUp = (): void => {
      const done = drag;
      if (done === null) return;
      if (done.ghost !== null && done.kind === 'move') moveFrame(done);
      end();
      if (done.ghost === null) return;
      /* The click that ends a drag marks nothing. */
      root.dataset.dropped = '';
      window.setTimeout(() => delete root.dataset.dropped, 0);
      if (done.room !== null && done.verdict !== null) latest.current.drop(done.carried, done.room, done.verdict);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || drag?.ghost == null) return;
      event.stopPropagation();
      event.preventDefault();
      end();
    };
    root.addEventListener('pointerdown', onDown);
    root.addEventListener('touchmove', onTouch, { passive: false });
    root.addEventListener('contextmenu', onMenu);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onKey, { capture: true });
    return () => {
      end();
      root.removeEventListener('pointerdown', onDown);
      root.removeEventListener('touchmove', onTouch);
      root.removeEventListener('contextmenu', onMenu);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [frame, scroller, overlay]);
}
