// The search page: a query, the requests that match, and one of them in detail. All of it stands in the address.
import { keepPreviousData, useInfiniteQuery, useQueryClient, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, type RefObject } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useKeys } from '../../parts/use-keys.ts';
import { useTitle } from '../../parts/use-title.ts';
import { eventsQuery, type Selection } from '../../query/events.ts';
import { useTail } from '../../query/tail.ts';
import type { ExploreSearch } from '../../search-params.ts';
import type { EventRow, EventsPage } from '../../show/split-answer.ts';
import { Chips } from './chips.tsx';
import { Detail } from './detail.tsx';
import { FacetSheet } from './facet-sheet.tsx';
import { Facets } from './facets.tsx';
import { Histogram } from './histogram.tsx';
import { ListFoot } from './list-foot.tsx';
import { EmptyList, FailedList } from './list-states.tsx';
import { LiveBar } from './live-bar.tsx';
import { QueryBar } from './query-bar.tsx';
import { QueryProblem } from './query-problem.tsx';
import { RequestList, type RequestListHandle } from './request-list.tsx';
import styles from './explore-page.module.css';

export function ExplorePage() {
  const texts = useTexts();
  useTitle(texts.explore.title);
  const search = useSearch({ from: '/signed-in/explore' });
  const navigate = useNavigate({ from: '/explore' });
  const go = (change: ExploreSearch, replace = false) => void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const ask = (change: ExploreSearch) => go({ ...change, open: undefined, part: undefined, view: undefined });
  const selection = useSelection(search);
  const events = useInfiniteQuery({ ...eventsQuery({ ...selection, order: search.order }), placeholderData: keepPreviousData });
  const rows = useMemo(() => events.data?.pages.flatMap((page) => page.rows) ?? [], [events.data]);
  const client = useQueryClient();
  const refresh = () => Promise.all([events.refetch(), ...['count', 'histogram', 'facets'].map((name) => client.invalidateQueries({ queryKey: [name] }))]);
  const tail = useTail(selection, search.live !== undefined);
  const list = useRef<RequestListHandle>(null);
  const queryBox = useRef<HTMLInputElement>(null);
  const open = (row: EventRow) => go({ open: row.id }, search.open !== undefined);
  const close = () => {
    if (search.open === undefined) return;
    go({ open: undefined, part: undefined, view: undefined });
    list.current?.focus(search.open);
  };
  useListKeys({ rows, openId: search.open, list, queryBox, open, close });
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{texts.explore.title}</h1>
      <QueryBar search={search} queryBox={queryBox} onGo={ask} onAgain={() => void refresh()} />
      <QueryProblem query={search.q ?? ''} error={events.error} queryBox={queryBox} />
      <div className={search.open === undefined ? styles.conditions : styles.conditionsBeside}>
        <FacetSheet selection={selection} onGo={ask} />
        <Chips q={search.q} onGo={ask} />
      </div>
      <Histogram selection={selection} onGo={ask} />
      {search.live !== undefined && <LiveBar tail={tail} isReading={search.open !== undefined} onShow={refresh} />}
      <div className={search.open === undefined ? styles.alone : styles.beside}>
        <Facets selection={selection} onGo={ask} />
        <Results ref={list} search={search} selection={selection} events={events} rows={rows} onGo={go} onOpen={open} />
        {search.open !== undefined && (
          <Detail
            id={search.open}
            rows={rows}
            part={search.part ?? 'metadata'}
            isRaw={search.view === 'raw'}
            onGo={(change) => go(change, true)}
            onAsk={ask}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}

function useSelection({ q, from, to, cluster }: ExploreSearch): Selection {
  return useMemo(() => ({ q, from, to, cluster }), [q, from, to, cluster]);
}

interface ResultsProps {
  readonly ref: RefObject<RequestListHandle | null>;
  readonly search: ExploreSearch;
  readonly selection: Selection;
  readonly events: UseInfiniteQueryResult<InfiniteData<EventsPage>>;
  readonly rows: readonly EventRow[];
  readonly onGo: (change: ExploreSearch) => void;
  readonly onOpen: (row: EventRow) => void;
}

/** The list, or what stands in its place. What was there before stays, greyed, until the new answer comes. */
function Results({ ref, search, selection, events, rows, onGo, onOpen }: ResultsProps) {
  const order = search.order ?? 'desc';
  return (
    <div className={`${styles.list} ${events.isPlaceholderData ? styles.old : ''}`}>
      {events.isError && rows.length === 0 && <FailedList error={events.error} onRetry={() => void events.refetch()} />}
      {events.isSuccess && rows.length === 0 && <EmptyList selection={selection} onGo={onGo} />}
      {(rows.length > 0 || events.isPending) && (
        <RequestList
          ref={ref}
          rows={rows}
          openId={search.open}
          order={order}
          isLoading={events.isPending}
          onOpen={onOpen}
          onOrder={(next) => onGo({ order: next === 'asc' ? 'asc' : undefined, open: undefined })}
        >
          <ListFoot events={events} rows={rows.length} selection={selection} />
        </RequestList>
      )}
    </div>
  );
}

interface ListKeys {
  readonly rows: readonly EventRow[];
  readonly openId: string | undefined;
  readonly list: RefObject<RequestListHandle | null>;
  readonly queryBox: RefObject<HTMLInputElement | null>;
  readonly open: (row: EventRow) => void;
  readonly close: () => void;
}

/** `/` to the query box, j and k along the rows (opening as they go while one is open), Esc to close. */
function useListKeys({ rows, openId, list, queryBox, open, close }: ListKeys): void {
  const step = (by: number) => {
    const row = list.current?.move(by);
    if (row !== undefined && openId !== undefined) open(row);
  };
  useKeys({
    '/': (event) => {
      event.preventDefault();
      queryBox.current?.focus();
      queryBox.current?.select();
    },
    j: () => rows.length > 0 && step(1),
    k: () => rows.length > 0 && step(-1),
    Escape: close,
  });
}
