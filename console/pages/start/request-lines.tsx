// A few requests, one line each; each opens in Explore.
import { Link } from '@tanstack/react-router';
import { readEvent } from '../../show/read-event.ts';
import { showTime } from '../../show/show-time.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { ResultCode } from '../../parts/marks.tsx';
import { RequestSentence } from '../../parts/request-sentence.tsx';
import styles from './answer.module.css';

export interface RequestLinesProps {
  readonly title: string;
  readonly rows: readonly EventRow[];
  /** The list they come from. */
  readonly q: string;
  readonly from?: string;
  readonly to?: string;
}

export function RequestLines({ title, rows, q, from, to }: RequestLinesProps) {
  return (
    <section className={styles.lines} aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {rows.map((row) => {
          const facts = readEvent(row.event);
          const time = showTime(row.timeIsGuessed ? row.receivedAt : facts.stageTime);
          return (
            <li key={row.id}>
              <Link to="/explore" search={{ q, from, to, open: row.id }} className={styles.line}>
                <span className={styles.time}>{time === null ? '–' : `${time.date} ${time.time}${time.fraction}`}</span>
                <span className={styles.told}>
                  <RequestSentence row={row} facts={facts} isFixed />
                </span>
                <ResultCode facts={facts} />
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
