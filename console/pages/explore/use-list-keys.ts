// The keys of the search page: `/` to the query box, j and k along the rows (opening as they go while one is open), Esc to close.
import type { RefObject } from 'react';
import { useKeys } from '../../parts/use-keys.ts';
import type { EventRow } from '../../show/split-answer.ts';
import type { QueryBoxHandle } from './query-box/query-box.tsx';
import type { RequestListHandle } from './request-list.tsx';

interface ListKeys {
  readonly rows: readonly EventRow[];
  readonly openId: string | undefined;
  readonly list: RefObject<RequestListHandle | null>;
  readonly queryBox: RefObject<QueryBoxHandle | null>;
  readonly open: (row: EventRow) => void;
  readonly close: () => void;
}

export function useListKeys({ rows, openId, list, queryBox, open, close }: ListKeys): void {
  const step = (by: number) => {
    const row = list.current?.move(by);
    if (row !== undefined && openId !== undefined) open(row);
  };
  useKeys({
    '/': (event) => {
      event.preventDefault();
      queryBox.current?.focus();
    },
    j: () => rows.length > 0 && step(1),
    k: () => rows.length > 0 && step(-1),
    Escape: close,
  });
}
