// What the search page asks for: the list of requests, or the table that a pipe makes; how much there is of what comes before the pipe.
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { eventsQuery, type Selection } from '../../query/events.ts';
import { tableQuery } from '../../query/tables.ts';
import type { ExploreSearch } from '../../search-params.ts';
import { filterOf, hasPipe } from '../../show/refine-query.ts';

export function useFound({ q, from, to, cluster, order }: ExploreSearch) {
  const isTable = hasPipe(q);
  const asked = useMemo((): Selection => ({ q, from, to, cluster }), [q, from, to, cluster]);
  /** Which events: for what counts them beside a table, too. */
  const selection = useMemo((): Selection => (isTable ? { ...asked, q: filterOf(asked.q) } : asked), [asked, isTable]);
  const events = useInfiniteQuery({ ...eventsQuery({ ...selection, order }), placeholderData: keepPreviousData, enabled: !isTable });
  const table = useQuery({ ...tableQuery(asked), enabled: isTable });
  const rows = useMemo(() => (isTable ? [] : (events.data?.pages.flatMap((page) => page.rows) ?? [])), [events.data, isTable]);
  const client = useQueryClient();
  const refetch = isTable ? table.refetch : events.refetch;
  const refresh = useCallback(
    () => Promise.all([refetch(), ...['count', 'histogram', 'facets'].map((name) => client.invalidateQueries({ queryKey: [name] }))]),
    [client, refetch],
  );
  return { isTable, selection, events, table, rows, refresh, error: isTable ? table.error : events.error };
}
