// The ways on from what the search page shows. They stay the same from one drawing to the next: what they are given to need not be drawn anew.
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ExploreSearch } from '../../search-params.ts';
import { withFilter } from '../../show/refine-query.ts';

export interface Ways {
  readonly go: (change: ExploreSearch) => void;
  /** Not to be undone by going back. */
  readonly turn: (change: ExploreSearch) => void;
  /** To another question: nothing is open any more. */
  readonly ask: (change: ExploreSearch) => void;
  /** Of what knows the filter alone: the pipe stays. */
  readonly refine: (change: ExploreSearch) => void;
}

export const closed = { open: undefined, part: undefined, view: undefined, around: undefined } as const satisfies ExploreSearch;

export function useWays(): Ways {
  const navigate = useNavigate({ from: '/explore' });
  return useMemo(() => {
    const to = (change: (before: ExploreSearch) => ExploreSearch, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...change(before) }), replace });
    return {
      go: (change) => to(() => change),
      turn: (change) => to(() => change, true),
      ask: (change) => to(() => ({ ...change, ...closed })),
      refine: (change) => to((before) => ({ ...change, ...('q' in change ? { q: withFilter(before.q, change.q) } : {}), ...closed })),
    };
  }, [navigate]);
}
