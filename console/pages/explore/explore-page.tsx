// The search page: a query, the requests that match or the table made of them, and one of them in detail. All of it stands in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useTitle } from '../../parts/use-title.ts';
import { useTail } from '../../query/tail.ts';
import type { ExploreSearch } from '../../search-params.ts';
import { withFilter } from '../../show/refine-query.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { Chips } from './chips.tsx';
import { Detail } from './detail.tsx';
import { FacetSheet } from './facet-sheet.tsx';
import { Facets } from './facets.tsx';
import { Histogram } from './histogram.tsx';
import { LiveBar } from './live-bar.tsx';
import { QueryBar } from './query-bar.tsx';
import type { QueryBoxHandle } from './query-box/query-box.tsx';
import { QueryProblem } from './query-problem.tsx';
import type { RequestListHandle } from './request-list.tsx';
import { Results, Table } from './results.tsx';
import { useFound } from './use-found.ts';
import { useListKeys } from './use-list-keys.ts';
import styles from './explore-page.module.css';

export function ExplorePage() {
  const texts = useTexts();
  useTitle(texts.explore.title);
  const search = useSearch({ from: '/signed-in/explore' });
  const navigate = useNavigate({ from: '/explore' });
  const go = (change: ExploreSearch, replace = false) => void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const ask = (change: ExploreSearch) => go({ ...change, open: undefined, part: undefined, view: undefined, around: undefined });
  /** Of what knows the filter alone: the pipe stays. */
  const refine = (change: ExploreSearch) => ask('q' in change ? { ...change, q: withFilter(search.q, change.q) } : change);
  const { isTable, selection, events, table, rows, refresh, error } = useFound(search);
  const waits = !isTable && (events.isPending || events.isPlaceholderData);
  const isLive = search.live !== undefined && !isTable;
  const tail = useTail(selection, isLive);
  const list = useRef<RequestListHandle>(null);
  const queryBox = useRef<QueryBoxHandle>(null);
  const open = (row: EventRow) => go({ open: row.id }, search.open !== undefined);
  const close = () => {
    if (search.open === undefined) return;
    go({ open: undefined, part: undefined, view: undefined, around: undefined });
    list.current?.focus(search.open);
  };
  useListKeys({ rows, openId: search.open, list, queryBox, open, close });
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{texts.explore.title}</h1>
      <QueryBar search={search} queryBox={queryBox} onGo={ask} onAgain={() => void refresh()} />
      <QueryProblem query={search.q ?? ''} error={error} queryBox={queryBox} onGo={ask} />
      <div className={search.open === undefined ? styles.conditions : styles.conditionsBeside}>
        <FacetSheet selection={selection} waits={waits} onGo={refine} />
        <Chips q={search.q} onGo={ask} />
      </div>
      <Histogram selection={selection} waits={waits} onGo={refine} />
      {isLive && <LiveBar tail={tail} isReading={search.open !== undefined} onShow={refresh} />}
      <div className={search.open === undefined ? styles.alone : styles.beside}>
        <Facets selection={selection} waits={waits} onGo={refine} />
        {isTable ? (
          <Table search={search} table={table} onGo={ask} />
        ) : (
          <Results ref={list} search={search} selection={selection} events={events} rows={rows} onGo={go} onOpen={open} />
        )}
        {search.open !== undefined && (
          <Detail
            id={search.open}
            rows={rows}
            part={search.part ?? 'metadata'}
            isRaw={search.view === 'raw'}
            around={search.around}
            onGo={(change) => go(change, true)}
            onAsk={ask}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}
