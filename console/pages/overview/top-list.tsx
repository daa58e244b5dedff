// The most frequent values of a field, each with its share as a bar, and each a list a click away.
import { Link } from '@tanstack/react-router';
import type { FacetsAnswer } from '../../../src/api/contract/aggregates.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Value } from '../../parts/value.tsx';
import type { Selection } from '../../query/events.ts';
import { toggleCondition, writeCondition } from '../../show/refine-query.ts';
import styles from './overview.module.css';

type FacetData = FacetsAnswer['facets'][string];

export interface TopListProps {
  readonly title: string;
  readonly field: string;
  /** Absent while it is asked for. */
  readonly data: FacetData | undefined;
  readonly isFailed: boolean;
  readonly isOld: boolean;
  readonly selection: Selection;
}

export function TopList({ title, field, data, isFailed, isOld, selection }: TopListProps) {
  const { overview: words, errors } = useTexts();
  return (
    <section className={`${styles.top} ${isOld ? styles.old : ''}`} aria-label={title} aria-busy={data === undefined && !isFailed}>
      <h2>{title}</h2>
      {data === undefined && <div className={isFailed ? undefined : styles.blank}>{isFailed && errors.title}</div>}
      {data?.values.length === 0 && <p className={styles.soft}>{words.nothing}</p>}
      {data !== undefined && <Values field={field} data={data} selection={selection} />}
    </section>
  );
}

function Values({ field, data: { values, distinct }, selection }: Pick<TopListProps, 'field' | 'selection'> & { readonly data: FacetData }) {
  const texts = useTexts();
  const words = texts.overview;
  const most = Math.max(...values.map(({ count }) => count), 1);
  const more = distinct - values.length;
  return (
    <>
      <ol>
        {values.map(({ value, count }) => (
          <li key={value}>
            <Link to="/explore" search={{ ...selection, q: toggleCondition(selection.q, writeCondition(field, value), false) }} className={styles.row}>
              <svg className={styles.share} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(count / most) * 100} height="1" />
              </svg>
              <span className={styles.value}>{value === '' ? <i>{words.absent}</i> : <Value text={value} max={60} isFixed />}</span>
              <span className={styles.count}>{texts.count(count)}</span>
            </Link>
          </li>
        ))}
      </ol>
      {more > 0 && <p className={styles.soft}>{words.more(more)}</p>}
    </>
  );
}
