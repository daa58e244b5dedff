// This range beside the one of the same length before it, figure by figure.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { StateMessage } from '../../parts/state-message.tsx';
import { countQuery, type Selection } from '../../query/events.ts';
import { trendRanges } from '../../query/overview.ts';
import { changeOf, figures, trendFigures, type FigureName } from '../../show/overview-boards.ts';
import { showTime } from '../../show/show-time.ts';
import styles from './overview.module.css';

export function Trends({ selection }: { readonly selection: Selection }) {
  const words = useTexts().overview.trend;
  // Both ranges stand still while they are looked at.
  const [nowMs] = useState(() => Date.now());
  const ranges = trendRanges(selection, nowMs);
  if (ranges === null) return <StateMessage title={words.noRange} />;
  const { columns } = words;
  return (
    <section className={styles.top} aria-labelledby="trend-title">
      <h2 id="trend-title">{words.title}</h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{columns.figure}</th>
              <th scope="col" className={styles.count}>
                {columns.now}
                <RangeNote range={ranges.now} />
              </th>
              <th scope="col" className={styles.count}>
                {columns.before}
                <RangeNote range={ranges.before} />
              </th>
              <th scope="col" className={styles.count}>
                {columns.change}
              </th>
            </tr>
          </thead>
          <tbody>
            {trendFigures.map((figure) => (
              <TrendRow key={figure} figure={figure} {...ranges} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function RangeNote({ range: { from = '', to = '' } }: { readonly range: Selection }) {
  const words = useTexts().overview.trend;
  const minute = (time: string): string => showTime(time)?.full.slice(0, 16) ?? time;
  return <span className={styles.rangeNote}>{words.range(minute(from), minute(to))}</span>;
}

function TrendRow({ figure, now, before }: { readonly figure: FigureName; readonly now: Selection; readonly before: Selection }) {
  const words = useTexts().overview;
  const q = figures[figure];
  const counts = { now: useQuery(countQuery({ ...now, q })).data, before: useQuery(countQuery({ ...before, q })).data };
  return (
    <tr>
      <th scope="row">{words.figures[figure]}</th>
      <CountCell count={counts.now} search={{ ...now, q }} />
      <CountCell count={counts.before} search={{ ...before, q }} />
      <td className={styles.count}>{counts.now !== undefined && counts.before !== undefined && <Change now={counts.now} before={counts.before} />}</td>
    </tr>
  );
}

function CountCell({ count, search }: { readonly count: number | undefined; readonly search: Selection }) {
  const texts = useTexts();
  return (
    <td className={styles.count}>
      {count === undefined ? (
        <span className={styles.ghost} aria-hidden="true" />
      ) : (
        <Link to="/explore" search={search}>
          {texts.count(count)}
        </Link>
      )}
    </td>
  );
}

function Change({ now, before }: { readonly now: number; readonly before: number }) {
  const words = useTexts().overview.trend;
  const percent = changeOf(now, before);
  if (now === before) return words.same;
  if (percent === null) return <b className={styles.up}>{words.fresh}</b>;
  return (
    <b className={percent >= 0 ? styles.up : styles.down}>
      {percent >= 0 ? '▲ +' : '▼ −'}
      {Math.abs(percent)} %
    </b>
  );
}
