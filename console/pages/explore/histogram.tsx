// What happened when: bars over time by families of verbs. Dragging over them, or arrows and Enter, narrows the time range; wheel, plus and minus zoom.
import { useQuery } from '@tanstack/react-query';
import { memo, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { verbsOf } from '../../../src/story/verb-family.ts';
import { useTexts } from '../../i18n/texts.ts';
import { histogramQuery, type Histogram as Data } from '../../query/aggregates.ts';
import type { Selection } from '../../query/events.ts';
import { barFamilies, type Bar } from '../../show/histogram-shape.ts';
import { zoomRange } from '../../show/zoom-range.ts';
import { toggleCondition } from '../../show/refine-query.ts';
import { familyGlyphs } from '../../show/verb-family.ts';
import type { ExploreSearch } from '../../search-params.ts';
import { useWheelZoom } from './use-zoom.ts';
import styles from './histogram.module.css';

export interface HistogramProps {
  readonly selection: Selection;
  /** The filter as it was asked for last, where the selection may be behind it. */
  readonly pressed?: string | undefined;
  /** The list comes first: nothing is asked for before. */
  readonly waits?: boolean;
  readonly onGo: (change: ExploreSearch) => void;
}

/** Two ends of what is marked, as indexes of bars; the second moves. */
type Marked = readonly [number, number];

export function Histogram({ selection, pressed = selection.q, waits = false, onGo }: HistogramProps) {
  const words = useTexts().explore.histogram;
  const asked = useQuery({ ...histogramQuery(selection), enabled: !waits });
  if (asked.isError) return null;
  const data = asked.data ?? null;
  return (
    <section className={`${styles.histogram} ${asked.isFetching ? styles.old : ''}`} aria-label={words.label} aria-busy={waits || asked.isFetching}>
      {data === null ? <div className={styles.blank} /> : <Chart key={`${data.interval.text} ${data.bars[0].start}`} data={data} onGo={onGo} />}
      {data !== null && <Legend data={data} q={pressed} onGo={onGo} />}
    </section>
  );
}

const height = 100;
const doubleClickMs = 260;
const zoomOut = 3;
const zoomKeys: Readonly<Record<string, number>> = { '+': 1 / zoomOut, '=': 1 / zoomOut, '-': zoomOut, _: zoomOut };

function Chart({ data: { bars, interval }, onGo }: { readonly data: Data; readonly onGo: HistogramProps['onGo'] }) {
  const words = useTexts().explore.histogram;
  const [marked, setMarked] = useState<Marked | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const { choose, zoom, onKeyDown } = useRange({ bars, interval }, { marked, setMarked, onGo });
  const { forget, ...pointer } = usePointer(box, bars.length, { marked, setMarked, choose });
  useWheelZoom(box, ({ share, factor }) => zoom(share, factor));
  return (
    <div
      ref={box}
      className={styles.chart}
      role="application"
      aria-roledescription={words.role}
      aria-label={words.keys}
      title={words.hint}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => setMarked(null)}
      {...pointer}
      onDoubleClick={(event) => {
        forget();
        const { left, width } = event.currentTarget.getBoundingClientRect();
        zoom((event.clientX - left) / width, zoomOut);
      }}
    >
      <svg viewBox={`0 0 ${bars.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {marked !== null && <rect className={styles.mark} x={Math.min(...marked)} y={0} width={Math.abs(marked[1] - marked[0]) + 1} height={height} />}
        <Bars bars={bars} />
      </svg>
      <div className={styles.axis} aria-hidden="true">
        <span>{shortTime(bars[0].start, interval.ms)}</span>
        <span>{shortTime(bars[bars.length - 1].start + interval.ms, interval.ms)}</span>
      </div>
      <output className={styles.readout} aria-live="polite">
        {marked !== null && readoutOf(words.marked, marked, bars, interval.ms)}
      </output>
    </div>
  );
}

interface Dragging extends Pick<Marking, 'marked' | 'setMarked'> {
  readonly choose: (marked: Marked) => void;
}

/** Marking by the pointer: what is under it, or what it is dragged over. */
function usePointer(box: RefObject<HTMLElement | null>, length: number, { marked, setMarked, choose }: Dragging) {
  const isDragging = useRef(false);
  const { clickSoon, forget } = useSingleClick();
  const barAt = (event: PointerEvent): number => {
    const { left, width } = box.current!.getBoundingClientRect();
    return clamp(Math.floor(((event.clientX - left) / width) * length), length);
  };
  return {
    forget,
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      isDragging.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
      setMarked([barAt(event), barAt(event)]);
    },
    onPointerMove: (event: PointerEvent) => {
      const at = barAt(event);
      const from = isDragging.current && marked !== null ? marked[0] : at;
      // Within a bar there is nothing new to draw.
      if (marked === null || marked[0] !== from || marked[1] !== at) setMarked([from, at]);
    },
    onPointerLeave: () => !isDragging.current && setMarked(null),
    onPointerUp: () => {
      if (isDragging.current && marked !== null) {
        if (marked[0] === marked[1]) clickSoon(() => choose(marked));
        else choose(marked);
      }
      isDragging.current = false;
    },
  };
}

interface Marking {
  readonly marked: Marked | null;
  readonly setMarked: (marked: Marked | null) => void;
  readonly onGo: HistogramProps['onGo'];
}

/** The ways from what is marked to another range of time. */
function useRange({ bars, interval }: Data, { marked, setMarked, onGo }: Marking) {
  const zoom = (share: number, factor: number) => {
    const range = { from: bars[0].start, to: bars[bars.length - 1].start + interval.ms };
    const zoomed = zoomRange(range, range.from + share * (range.to - range.from), factor, Date.now());
    onGo({ from: zoomed === null ? undefined : iso(zoomed.from), to: zoomed === null ? undefined : iso(zoomed.to), open: undefined });
  };
  const choose = ([a, b]: Marked) => {
    setMarked(null);
    const [first, last] = a < b ? [a, b] : [b, a];
    onGo({ from: iso(bars[first].start), to: iso(bars[last].start + interval.ms), open: undefined });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // With these it is the browser's own zoom.
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && marked !== null) choose(marked);
    else if (event.key === 'Escape' && marked !== null) setMarked(null);
    else if (Object.hasOwn(zoomKeys, event.key)) zoom(marked === null ? 0.5 : (marked[1] + 0.5) / bars.length, zoomKeys[event.key]);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') setMarked(step(marked, event.key === 'ArrowLeft' ? -1 : 1, event.shiftKey, bars.length));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { choose, zoom, onKeyDown };
}

/** A click counts once it is no part of a double click. */
function useSingleClick() {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    clickSoon: (click: () => void) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(click, doubleClickMs);
    },
    forget: () => clearTimeout(timer.current),
  };
}

/** What is marked moves with the pointer; these stay. */
const Bars = memo(function Bars({ bars }: { readonly bars: readonly Bar[] }) {
  const most = Math.max(...bars.map(({ count }) => count), 1);
  return bars.map((bar, index) => <StackedBar key={bar.start} bar={bar} index={index} most={most} />);
});

function StackedBar({ bar, index, most }: { readonly bar: Bar; readonly index: number; readonly most: number }) {
  let top = height;
  return (
    <>
      {bar.parts.map(({ family, count }) => {
        // What happened once among thousands must still be seen.
        const size = Math.max((count / most) * height, 1.5);
        top -= size;
        return <rect key={family} className={styles[family]} x={index + 0.1} y={top} width={0.8} height={size} />;
      })}
    </>
  );
}

function Legend({ data: { bars, interval }, q, onGo }: { readonly data: Data; readonly q: string | undefined; readonly onGo: HistogramProps['onGo'] }) {
  const texts = useTexts();
  const { histogram: words, families } = texts.explore;
  const sums = barFamilies.map((family) => ({
    family,
    count: bars.reduce((sum, { parts }) => sum + (parts.find((part) => part.family === family)?.count ?? 0), 0),
  }));
  return (
    <ul className={styles.legend}>
      {sums
        .filter(({ count }) => count > 0)
        .map(({ family, count }) => (
          <li key={family}>
            <button
              type="button"
              className={styles.entry}
              title={words.only(families[family])}
              onClick={() => onGo({ q: toggleCondition(q, `verb:(${verbsOf(family).join(' OR ')})`, false), open: undefined })}
            >
              <span className={`${styles.swatch} ${styles[family]}`} aria-hidden="true">
                {familyGlyphs[family]}
              </span>
              {families[family]} <b>{texts.count(count)}</b>
            </button>
          </li>
        ))}
      <li className={styles.per}>{words.per(interval.text)}</li>
    </ul>
  );
}

/** Without Shift both ends go together. */
function step(marked: Marked | null, by: number, isExtending: boolean, length: number): Marked {
  if (marked === null) return by < 0 ? [length - 1, length - 1] : [0, 0];
  const next = clamp(marked[1] + by, length);
  return isExtending ? [marked[0], next] : [next, next];
}

function readoutOf(write: (from: string, to: string, count: number) => string, marked: Marked, bars: readonly Bar[], intervalMs: number): string {
  const [first, last] = [Math.min(...marked), Math.max(...marked)];
  const count = bars.slice(first, last + 1).reduce((sum, bar) => sum + bar.count, 0);
  return write(shortTime(bars[first].start, intervalMs), shortTime(bars[last].start + intervalMs, intervalMs), count);
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** Day and time as fine as the buckets are, in UTC. */
function shortTime(ms: number, intervalMs: number): string {
  const text = new Date(ms).toISOString();
  if (intervalMs >= 86_400_000) return text.slice(0, 10);
  return `${text.slice(5, 10)} ${text.slice(11, intervalMs >= 60_000 ? 16 : 19)}`;
}
