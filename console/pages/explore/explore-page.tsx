// The search page: a query, the requests that match or the table made of them, and one of them in detail. All of it stands in the address.
import { useSearch } from '@tanstack/react-router';
import { memo, useDeferredValue, useMemo, useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useTitle } from '../../parts/use-title.ts';
import { useTail } from '../../query/tail.ts';
import { questionOf, type ExploreSearch } from '../../search-params.ts';
import { filterOf } from '../../show/refine-query.ts';
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
import { closed, useWays } from './use-ways.ts';
import styles from './explore-page.module.css';

// None of these changes by a row being opened.
const [Bar, Problem, Sheet, Conditions, Chart, Fields] = [memo(QueryBar), memo(QueryProblem), memo(FacetSheet), memo(Chips), memo(Histogram), memo(Facets)];

export function ExplorePage() {
  const texts = useTexts();
  useTitle(texts.explore.title);
  const now = useSearch({ from: '/signed-in/explore' });
  const asked = useSearch({ from: '/signed-in/explore', select: questionOf, structuralSharing: true });
  // What was pressed shows at once (the row, the value of a field); all that follows from it is drawn behind that picture, in small steps.
  const search = useDeferredValue(now);
  const question = useDeferredValue(asked);
  const { go, turn, ask, refine } = useWays();
  const { isTable, selection, events, table, rows, refresh, error } = useFound(question);
  const bar = useBar(asked, question.q);
  const pressed = filterOf(now.q);
  const waits = !isTable && (events.isPending || events.isPlaceholderData);
  const isLive = search.live !== undefined && !isTable;
  const tail = useTail(selection, isLive);
  const list = useRef<RequestListHandle>(null);
  const queryBox = useRef<QueryBoxHandle>(null);
  const open = (row: EventRow) => (now.open === undefined ? go : turn)({ open: row.id });
  const close = () => {
    if (now.open === undefined) return;
    go(closed);
    list.current?.focus(now.open);
  };
  useListKeys({ rows, openId: now.open, list, queryBox, open, close });
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{texts.explore.title}</h1>
      <Bar search={bar} queryBox={queryBox} onGo={ask} onAgain={refresh} />
      <Problem query={search.q ?? ''} error={error} queryBox={queryBox} onGo={ask} />
      <div className={search.open === undefined ? styles.conditions : styles.conditionsBeside}>
        <Sheet selection={selection} pressed={pressed} waits={waits} onGo={refine} />
        <Conditions q={search.q} pressed={now.q} onGo={ask} />
      </div>
      <Chart selection={selection} pressed={pressed} waits={waits} onGo={refine} />
      {isLive && <LiveBar tail={tail} isReading={now.open !== undefined} onShow={refresh} />}
      <div className={search.open === undefined ? styles.alone : styles.beside}>
        <Fields selection={selection} pressed={pressed} waits={waits} onGo={refine} />
        {isTable ? (
          <Table search={now} table={table} onGo={ask} />
        ) : (
          <Results ref={list} search={now} selection={selection} events={events} rows={rows} onGo={go} onOpen={open} />
        )}
        {search.open !== undefined && (
          <Detail
            id={search.open}
            rows={rows}
            part={search.part ?? 'metadata'}
            isRaw={search.view === 'raw'}
            around={search.around}
            onGo={turn}
            onAsk={ask}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}

/** The bar shows at once what is chosen in it; a query that comes from elsewhere is written into the box behind the first picture. */
function useBar({ cluster, from, to, order, columns, sort, live }: ExploreSearch, q: string | undefined): ExploreSearch {
  return useMemo(() => ({ q, cluster, from, to, order, columns, sort, live }), [q, cluster, from, to, order, columns, sort, live]);
}
