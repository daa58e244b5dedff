// Which rows of a long list are drawn: those near what is in sight. Rows are equally high, so the place of each is known without drawing it.
import { startTransition, useEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

/** Rows from one index up to, not including, another. */
export interface ListWindow {
  readonly from: number;
  readonly to: number;
}

/** What is in sight, in pixels from the top of the first row. */
export interface Sight {
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
}

/** The window moves by so many rows at once, and so many more are drawn at either end. */
const step = 8;
/** Before anything is laid out: no row less than is in sight, and few more, because the first picture waits for them. */
const rowPixels = 28;
const aboveRows = 100;

/** It may reach past the last row: then there is room for those that come. */
export function windowOf({ top, height, rowHeight }: Sight): ListWindow {
  const from = Math.floor(top / rowHeight / step) * step - step;
  const to = Math.ceil((top + height) / rowHeight / step) * step + step;
  return { from: Math.max(0, from), to: Math.max(step, to) };
}

/** Of the window what is drawn at once: all that is in sight, and what is there already. The rest can wait for the next picture. */
export function urgentOf(next: ListWindow, drawn: ListWindow, { top, height, rowHeight }: Sight): ListWindow {
  const from = Math.max(next.from, Math.floor(top / rowHeight));
  const to = Math.min(next.to, Math.max(from + 1, Math.ceil((top + height) / rowHeight)));
  if (drawn.to < from || drawn.from > to) return { from, to };
  return { from: Math.max(next.from, Math.min(from, drawn.from)), to: Math.min(next.to, Math.max(to, drawn.to)) };
}

/** Indexes of the rows that are drawn, in order: those of the window, and one that must not be lost wherever it is. */
export function drawnRows({ from, to }: ListWindow, count: number, kept: number): readonly number[] {
  // Of a list that became shorter there is something to see, too, until the browser has moved it.
  const first = Math.max(0, Math.min(from, count - (to - from)));
  const inside = Array.from({ length: Math.max(0, Math.min(to, count) - first) }, (_, k) => first + k);
  if (kept < 0 || kept >= count) return inside;
  if (kept < first) return [kept, ...inside];
  return kept >= to ? [...inside, kept] : inside;
}

/** Where the rows of `body` are seen through `scroll`; null before anything is laid out. */
export function sightOf(scroll: Element, body: Element, count: number): Sight | null {
  const [outer, inner] = [scroll.getBoundingClientRect(), body.getBoundingClientRect()];
  const rowHeight = inner.height / count;
  return rowHeight > 0 ? { top: outer.top - inner.top, height: outer.height, rowHeight } : null;
}

function firstWindow(): ListWindow {
  return { from: 0, to: Math.max(step, Math.ceil((innerHeight - aboveRows) / rowPixels)) };
}

function holds({ from, to }: ListWindow, { top, height, rowHeight }: Sight): boolean {
  return from * rowHeight <= Math.max(0, top) && to * rowHeight >= top + height;
}

/** Follows the scrolling. What comes into sight is drawn in the same frame: a later one would show an empty place first. */
export function useListWindow(scroll: RefObject<Element | null>, body: RefObject<Element | null>, count: number): ListWindow {
  const [shown, setShown] = useState(firstWindow);
  const drawn = useRef(shown);
  const wanted = useRef(shown);
  useEffect(() => {
    drawn.current = shown;
  });
  useEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const look = () => {
      const sight = body.current === null ? null : sightOf(element, body.current, count);
      if (sight === null) return;
      const next = windowOf(sight);
      const isDue = !holds(drawn.current, sight);
      if (isDue) flushSync(() => setShown(urgentOf(next, drawn.current, sight)));
      if (!isDue && wanted.current.from === next.from && wanted.current.to === next.to) return;
      wanted.current = next;
      startTransition(() => setShown(next));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroll, body, count]);
  return shown;
}
