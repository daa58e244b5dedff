// The table that a query with a pipe makes: sorted by a click, drawn over time where it has one, each value the way to its events.
import { useMemo } from 'react';
import { csvLine } from '../../../../src/lib/csv.ts';
import type { PipelineAnswerDocument } from '../../../../src/api/contract/query.ts';
import { columnSources, type ColumnSource } from '../../../../src/search/sql/column-sources.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { saveFile } from '../../../parts/save-file.ts';
import { Icon } from '../../../parts/icon.tsx';
import { StateMessage } from '../../../parts/state-message.tsx';
import { cellText, kindOfColumn, readSorting, sortRows, timeSeriesOf } from '../../../show/table-shape.ts';
import type { ExploreSearch } from '../../../search-params.ts';
import { ResultGrid } from './result-grid.tsx';
import { TimeChart } from './time-chart.tsx';
import styles from './table-result.module.css';

export interface TableResultProps {
  readonly answer: PipelineAnswerDocument;
  readonly search: ExploreSearch;
  readonly onGo: (change: ExploreSearch) => void;
}

export function TableResult({ answer, search, onGo }: TableResultProps) {
  const words = useTexts().explore.table;
  const { columns, rows } = answer;
  const q = search.q ?? '';
  const sources = useMemo(() => columnSources(q, Date.now() * 1000), [q]);
  // While another answer comes, the query is already the next one.
  const known: readonly ColumnSource[] = sources.length === columns.length ? sources : columns.map(() => ({ type: 'other' }));
  const sorting = readSorting(search.sort, columns.length);
  const sorted = useMemo(
    () => (sorting === null ? rows : sortRows(rows, kindOfColumn(columns[sorting.column].type), sorting)),
    [rows, columns, sorting?.column, sorting?.isDescending],
  );
  const series = useMemo(() => timeSeriesOf(answer, known), [answer, sources]);
  if (rows.length === 0) return <StateMessage title={words.emptyTitle}>{words.empty}</StateMessage>;
  const csv = () => [columns.map(({ name }) => name), ...sorted.map((row) => row.map(cellText))].map(csvLine).join('');
  return (
    <div className={styles.result}>
      <TableHead answer={answer} csv={csv} />
      {series !== null && <TimeChart data={series} onGo={onGo} />}
      <ResultGrid columns={columns} rows={sorted} sources={known} sorting={sorting} q={search.q} onSort={(sort) => onGo({ sort })} onGo={onGo} />
    </div>
  );
}

function TableHead({ answer: { rows, more, exact, tookMs }, csv }: { readonly answer: PipelineAnswerDocument; readonly csv: () => string }) {
  const words = useTexts().explore.table;
  return (
    <div className={styles.head}>
      <span role="status">
        {words.rows(rows.length, more)}
        {!exact && <span className={styles.near}> {words.near}</span>}
      </span>
      <span className={styles.took}>{words.took(tookMs)}</span>
      <span className={styles.actions}>
        <CopyButton text={csv} label={words.copy} caption={words.copyCaption} />
        <Button look="quiet" onClick={() => saveFile(csv(), 'table.csv', 'text/csv')}>
          <Icon name="download" />
          {words.download}
        </Button>
      </span>
    </div>
  );
}
