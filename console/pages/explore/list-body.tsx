// The rows of the list: of thousands only those near what is in sight are in the page, each in its place.
import { useEffect, useRef, type CSSProperties, type RefObject } from 'react';
import type { ListColumn } from '../../../src/search/list-columns.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { drawnRows, sightOf, useListWindow } from './list-window.ts';
import { RequestRow } from './request-row.tsx';
import styles from './request-list.module.css';

export interface ListBodyProps {
  readonly rows: readonly EventRow[];
  readonly columns: readonly ListColumn[];
  /** What the list is scrolled in. */
  readonly scroll: RefObject<HTMLElement | null>;
  readonly openId: string | undefined;
  /** Indexes in the list; -1 = none. */
  readonly openAt: number;
  readonly focusableAt: number;
  readonly onFocus: (index: number) => void;
  readonly onOpen: (row: EventRow) => void;
}

export function ListBody({ rows, columns, scroll, openId, openAt, focusableAt, onFocus, onOpen }: ListBodyProps) {
  const body = useRef<HTMLDivElement>(null);
  const shown = useListWindow(scroll, body, rows.length);
  useReveal({ scroll, body, id: openId, at: openAt, count: rows.length });
  // The row that has the focus, or would get it, stays when it is scrolled away: the keyboard goes on from there.
  const drawn = drawnRows(shown, rows.length, focusableAt);
  return (
    <div role="rowgroup" ref={body} className={styles.body} style={{ '--rows': rows.length } as CSSProperties}>
      {drawn.map((index, k) => (
        <RequestRow
          key={rows[index].id}
          row={rows[index]}
          columns={columns}
          index={index}
          gap={k === 0 ? index : index - drawn[k - 1] - 1}
          isOpen={index === openAt}
          isFocusable={index === focusableAt}
          onFocus={onFocus}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

interface Revealed {
  readonly scroll: RefObject<HTMLElement | null>;
  readonly body: RefObject<HTMLElement | null>;
  readonly id: string | undefined;
  readonly at: number;
  readonly count: number;
}

/** Shows the row of an event that was opened from elsewhere: by the address, by going back. What is in sight already stays where it is. */
function useReveal({ scroll, body, id, at, count }: Revealed): void {
  const isThere = at >= 0;
  const latest = useRef({ at, count });
  useEffect(() => {
    latest.current = { at, count };
  });
  useEffect(() => {
    if (id === undefined || !isThere) return undefined;
    // Asked in a frame, where all is laid out anyway.
    const frame = requestAnimationFrame(() => {
      if (scroll.current === null || body.current === null) return;
      const sight = sightOf(scroll.current, body.current, latest.current.count);
      if (sight === null) return;
      const top = latest.current.at * sight.rowHeight;
      const isInSight = top >= sight.top && top + sight.rowHeight <= sight.top + sight.height;
      if (!isInSight) scroll.current.scrollTop += top - sight.top - sight.height / 2;
    });
    return () => cancelAnimationFrame(frame);
  }, [scroll, body, id, isThere]);
}
