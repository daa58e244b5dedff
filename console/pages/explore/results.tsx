// What was found: the list of requests, or the table that a pipe makes, or what stands in their place.
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, type RefObject } from 'react';
import type { PipelineAnswerDocument } from '../../../src/api/contract/query.ts';
import type { Selection } from '../../query/events.ts';
import type { ExploreSearch } from '../../search-params.ts';
import type { EventRow, EventsPage } from '../../show/split-answer.ts';
import { ListFoot } from './list-foot.tsx';
import { EmptyList, FailedList } from './list-states.tsx';
import { RequestList, type RequestListHandle } from './request-list.tsx';
import styles from './explore-page.module.css';

export interface ResultsProps {
  readonly ref: RefObject<RequestListHandle | null>;
  /** As the address stands; rows and selection may be behind it. */
  readonly search: ExploreSearch;
  readonly selection: Selection;
  readonly events: UseInfiniteQueryResult<InfiniteData<EventsPage>>;
  readonly rows: readonly EventRow[];
  readonly onGo: (change: ExploreSearch) => void;
  readonly onOpen: (row: EventRow) => void;
}

/** The list, or what stands in its place. What was there before stays, greyed, until the new answer comes. */
export function Results({ ref, search, selection, events, rows, onGo, onOpen }: ResultsProps) {
  const onOrder = useCallback((next: 'asc' | 'desc') => onGo({ order: next === 'asc' ? 'asc' : undefined, open: undefined }), [onGo]);
  const onColumns = useCallback((columns: string | undefined) => onGo({ columns }), [onGo]);
  return (
    <div className={`${styles.list} ${events.isPlaceholderData ? styles.old : ''}`}>
      {events.isError && rows.length === 0 && <FailedList error={events.error} onRetry={() => void events.refetch()} />}
      {events.isSuccess && rows.length === 0 && <EmptyList selection={selection} onGo={onGo} />}
      {(rows.length > 0 || events.isPending) && (
        <RequestList
          ref={ref}
          rows={rows}
          openId={search.open}
          order={search.order ?? 'desc'}
          columns={search.columns}
          isLoading={events.isPending}
          onOpen={onOpen}
          onOrder={onOrder}
          onColumns={onColumns}
        >
          <ListFoot
            rows={rows.length}
            selection={selection}
            isAnswered={events.isSuccess && !events.isPlaceholderData}
            isCut={events.data?.pages.some(({ exact }) => !exact) === true}
            hasMore={events.hasNextPage}
            isLoadingMore={events.isFetchingNextPage}
            onMore={events.fetchNextPage}
          />
        </RequestList>
      )}
    </div>
  );
}

const TableResult = lazy(async () => ({ default: (await import('./table/table-result.tsx')).TableResult }));

export interface TableProps {
  readonly search: ExploreSearch;
  readonly table: UseQueryResult<PipelineAnswerDocument>;
  readonly onGo: (change: ExploreSearch) => void;
}

export function Table({ search, table, onGo }: TableProps) {
  return (
    <div className={`${styles.list} ${table.isPlaceholderData || table.isRefetching ? styles.old : ''}`} aria-busy={table.isFetching}>
      {table.isError && <FailedList error={table.error} onRetry={() => void table.refetch()} />}
      {table.data !== undefined && !table.isError && (
        <Suspense>
          <TableResult answer={table.data} search={search} onGo={onGo} />
        </Suspense>
      )}
    </div>
  );
}
