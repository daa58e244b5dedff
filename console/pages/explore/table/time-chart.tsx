// A result over time: bars where there is one line, lines where there are several. The table below holds the same numbers.
import { useRef, useState, type PointerEvent } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { Value } from '../../../parts/value.tsx';
import { showTime } from '../../../show/show-time.ts';
import type { Series, TimeSeries } from '../../../show/table-shape.ts';
import type { ExploreSearch } from '../../../search-params.ts';
import styles from './time-chart.module.css';

const height = 100;
const width = 1000;

export interface TimeChartProps {
  readonly data: TimeSeries;
  readonly onGo: (change: ExploreSearch) => void;
}

export function TimeChart({ data, onGo }: TimeChartProps) {
  const texts = useTexts();
  const { from, to, bucketMs, series } = data;
  const end = to + (bucketMs ?? 0);
  const most = Math.max(...series.flatMap(({ points }) => points.map(({ value }) => value)), 0) || 1;
  const [marked, setMarked] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const markAt = (event: PointerEvent) => {
    const { left, width: total } = box.current!.getBoundingClientRect();
    setMarked(nearest(series, from + ((event.clientX - left) / total) * (end - from) - (bucketMs ?? 0) / 2));
  };
  const choose = () => {
    if (marked !== null && bucketMs !== null) onGo({ from: iso(marked), to: iso(marked + bucketMs) });
  };
  const x = (at: number) => ((at - from) / (end - from)) * width;
  return (
    <figure className={styles.figure} aria-label={texts.explore.table.chart}>
      <div ref={box} className={styles.plot} onPointerMove={markAt} onPointerLeave={() => setMarked(null)} onClick={choose}>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {marked !== null && (
            <rect className={styles.mark} x={x(marked)} y={0} width={Math.max(2, bucketMs === null ? 2 : x(marked + bucketMs) - x(marked))} height={height} />
          )}
          {series.length === 1 && bucketMs !== null
            ? series[0].points.map(({ at, value }) => (
                <rect
                  key={at}
                  className={styles.bar}
                  x={x(at) + 0.5}
                  width={Math.max(0.6, x(at + bucketMs) - x(at) - 1)}
                  y={height - (value / most) * height}
                  height={(value / most) * height}
                />
              ))
            : series.map(({ name, points }, index) => (
                <polyline
                  key={name}
                  className={styles.line}
                  data-series={index}
                  points={points.map(({ at, value }) => `${x(at + (bucketMs ?? 0) / 2)},${height - (value / most) * (height - 4) - 2}`).join(' ')}
                />
              ))}
        </svg>
        <span className={styles.most}>{shownNumber(most, texts.count)}</span>
      </div>
      <div className={styles.axis} aria-hidden="true">
        <span>{shortTime(from)}</span>
        <span className={styles.readout}>{marked !== null && shortTime(marked)}</span>
        <span>{shortTime(end)}</span>
      </div>
      <Legend data={data} marked={marked} />
    </figure>
  );
}

function Legend({ data: { series, more }, marked }: { readonly data: TimeSeries; readonly marked: number | null }) {
  const texts = useTexts();
  return (
    <figcaption className={styles.legend}>
      {series.map(({ name, points }, index) => {
        const value = marked === null ? undefined : points.find(({ at }) => at === marked)?.value;
        return (
          <span key={name} className={styles.entry}>
            <svg width="22" height="8" aria-hidden="true">
              <line className={styles.line} data-series={series.length === 1 ? 'one' : index} x1="0" y1="4" x2="22" y2="4" />
            </svg>
            {name === '' ? texts.explore.facets.absent : <Value text={name} max={60} isFixed />}
            {value !== undefined && <b>{shownNumber(value, texts.count)}</b>}
          </span>
        );
      })}
      {more > 0 && <span>{texts.explore.table.moreLines(more)}</span>}
    </figcaption>
  );
}

function nearest(series: readonly Series[], at: number): number | null {
  let best: number | null = null;
  for (const { points } of series) for (const point of points) if (best === null || Math.abs(point.at - at) < Math.abs(best - at)) best = point.at;
  return best;
}

function shownNumber(value: number, count: (value: number) => string): string {
  return Number.isInteger(value) ? count(value) : String(Math.round(value * 1000) / 1000);
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function shortTime(ms: number): string {
  const shown = showTime(new Date(ms).toISOString());
  return shown === null ? '' : `${shown.date} ${shown.time}`;
}
