// How long requests take, by resource and by client: the middle and the slowest hundredth.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { Value } from '../../parts/value.tsx';
import type { Selection } from '../../query/events.ts';
import { latencyQuery } from '../../query/overview.ts';
import { figures, latencyFields } from '../../show/overview-boards.ts';
import { toggleCondition, writeCondition } from '../../show/refine-query.ts';
import { showDuration } from '../../show/show-time.ts';
import styles from './overview.module.css';

export function LatencyTables({ selection }: { readonly selection: Selection }) {
  return (
    <div className={styles.tops}>
      {latencyFields.map((field) => (
        <LatencyTable key={field} field={field} selection={selection} />
      ))}
    </div>
  );
}

function LatencyTable({ field, selection }: { readonly field: string; readonly selection: Selection }) {
  const texts = useTexts();
  const words = texts.overview;
  const { data, error, refetch } = useQuery(latencyQuery(field, selection));
  const { name, requests, p50, p99 } = words.latencyColumns;
  const listOf = (value: string): Selection => ({
    ...selection,
    q: toggleCondition(`${figures.requests} AND NOT verb:watch`, writeCondition(field, value), false),
  });
  return (
    <section className={styles.top} aria-label={words.latency(field)}>
      <h2>{words.latency(field)}</h2>
      {data === undefined && error !== null && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <div className={styles.blank} />}
      {data?.length === 0 && <p className={styles.soft}>{words.nothing}</p>}
      {data !== undefined && data.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{name}</th>
              {[requests, p50, p99].map((label) => (
                <th key={label} scope="col" className={styles.count}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.map((row) => (
              <tr key={row.name}>
                <th scope="row">
                  <Link to="/explore" search={listOf(row.name)}>
                    {row.name === '' ? words.absent : <Value text={row.name} max={60} isFixed />}
                  </Link>
                </th>
                <td className={styles.count}>{texts.count(row.requests)}</td>
                <td className={styles.count}>{showDuration(row.p50)}</td>
                <td className={styles.count}>{showDuration(row.p99)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={styles.soft}>{words.latencyNote}</p>
    </section>
  );
}
