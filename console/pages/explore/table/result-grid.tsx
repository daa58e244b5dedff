// The rows of a result. A value of a field narrows the query to it (with Alt: leaves it out); the end of a row leads to its events.
import type { MouseEvent } from 'react';
import type { PipelineAnswerDocument } from '../../../../src/api/contract/query.ts';
import type { ColumnSource } from '../../../../src/search/sql/column-sources.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Icon } from '../../../parts/icon.tsx';
import { Value } from '../../../parts/value.tsx';
import { filterOf, senseOf, toggleCondition, writeCondition } from '../../../show/refine-query.ts';
import { showTime } from '../../../show/show-time.ts';
import { cellText, kindOfColumn, type CellKind, type Row, type Sorting } from '../../../show/table-shape.ts';
import type { ExploreSearch } from '../../../search-params.ts';
import styles from './result-grid.module.css';

export interface ResultGridProps {
  readonly columns: PipelineAnswerDocument['columns'];
  readonly rows: readonly Row[];
  readonly sources: readonly ColumnSource[];
  readonly sorting: Sorting | null;
  readonly q: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
  readonly onGo: (change: ExploreSearch) => void;
}

export function ResultGrid({ columns, rows, sources, sorting, q, onSort, onGo }: ResultGridProps) {
  const words = useTexts().explore.table;
  const kinds = columns.map(({ type }) => kindOfColumn(type));
  const isNarrowing = sources.some(({ type }) => type === 'field' || type === 'bucket');
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={words.label}>
        <thead>
          <tr>
            {columns.map(({ name, type }, column) => (
              <Heading key={`${column} ${name}`} name={name} type={type} kind={kinds[column]} column={column} sorting={sorting} onSort={onSort} />
            ))}
            {isNarrowing && <th className={styles.go} aria-label={words.requests} />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // Rows have no name of their own; sorting draws them anew.
            <tr key={index}>
              {columns.map((_, column) => (
                <td key={column} data-kind={kinds[column]}>
                  <Cell value={row[column]} kind={kinds[column]} source={sources[column]} q={q} onGo={onGo} />
                </td>
              ))}
              {isNarrowing && (
                <td className={styles.go}>
                  <button type="button" title={words.requests} aria-label={words.requests} onClick={() => onGo(eventsOf(q, row, sources))}>
                    <Icon name="explore" />
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps {
  readonly name: string;
  readonly type: string;
  readonly kind: CellKind;
  readonly column: number;
  readonly sorting: Sorting | null;
  readonly onSort: (sort: string | undefined) => void;
}

/** The first click sorts numbers and times downward, text upward; the second turns it round; the third gives back the order of the answer. */
function Heading({ name, type, kind, column, sorting, onSort }: HeadingProps) {
  const words = useTexts().explore.table;
  const isSorted = sorting?.column === column;
  const isDescending = isSorted && sorting.isDescending;
  const firstDescending = kind === 'number' || kind === 'time';
  const next = () => {
    if (!isSorted) return firstDescending ? `-${column + 1}` : String(column + 1);
    if (isDescending === firstDescending) return firstDescending ? String(column + 1) : `-${column + 1}`;
    return undefined;
  };
  return (
    <th data-kind={kind} aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" title={words.sort(type)} onClick={() => onSort(next())}>
        <Value text={name} max={80} isFixed />
        {isSorted && <Icon name={isDescending ? 'down' : 'up'} />}
      </button>
    </th>
  );
}

interface CellProps {
  readonly value: unknown;
  readonly kind: CellKind;
  readonly source: ColumnSource;
  readonly q: string | undefined;
  readonly onGo: (change: ExploreSearch) => void;
}

function Cell({ value, kind, source, q, onGo }: CellProps) {
  const texts = useTexts();
  const words = texts.explore.table;
  const text = cellText(value);
  const shown = shownText(text, kind, texts.count);
  const drawn =
    text === '' ? <span className={styles.none}>{value === null ? 'NULL' : texts.explore.facets.absent}</span> : <Value text={shown} max={160} isFixed />;
  if (source.type === 'bucket' && text !== '') {
    const range = bucketRange(text, source.ms);
    return (
      <button type="button" className={styles.value} title={words.narrowTime} onClick={() => onGo(range)}>
        {drawn}
      </button>
    );
  }
  if (source.type !== 'field' || kind === 'list' || value === null) return drawn;
  const narrow = (event: MouseEvent) => onGo({ q: toggleCondition(q, writeCondition(source.name, text), event.altKey) });
  return (
    <button type="button" className={styles.value} title={words.narrow} onClick={narrow}>
      {drawn}
    </button>
  );
}

function shownText(text: string, kind: CellKind, count: (value: number) => string): string {
  if (kind === 'number') return Number.isSafeInteger(Number(text)) ? count(Number(text)) : text;
  return kind === 'time' ? (showTime(text)?.full.replace(/(?::00)?\.0{6} UTC$| UTC$/, '') ?? text) : text;
}

function bucketRange(begin: string, ms: number): ExploreSearch {
  const from = Date.parse(begin);
  return { from: iso(from), to: iso(from + ms) };
}

/** The requests of a row: its values as conditions and its bucket as the range, without the pipe. */
function eventsOf(q: string | undefined, row: Row, sources: readonly ColumnSource[]): ExploreSearch {
  let filter = filterOf(q);
  let range: ExploreSearch = {};
  for (const [column, source] of sources.entries()) {
    const value = row[column];
    if (source.type === 'bucket' && value !== null) range = bucketRange(cellText(value), source.ms);
    if (source.type !== 'field' || Array.isArray(value)) continue;
    const condition = writeCondition(source.name, cellText(value));
    if (senseOf(filter, condition) !== 'included') filter = toggleCondition(filter, condition, false);
  }
  return { ...range, q: filter, sort: undefined };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
