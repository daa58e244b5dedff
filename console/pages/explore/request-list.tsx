// The list: one row a request. The keyboard walks it, and nothing moves it but who reads it.
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import type { EventRow } from '../../show/split-answer.ts';
import { RequestRow } from './request-row.tsx';
import styles from './request-list.module.css';

export interface RequestListHandle {
  /** Moves the focus by so many rows and answers the row it stands on. */
  readonly move: (by: number) => EventRow | undefined;
  /** Puts the focus on the row of an event. */
  readonly focus: (id: string) => void;
}

export interface RequestListProps {
  readonly ref: Ref<RequestListHandle>;
  readonly rows: readonly EventRow[];
  readonly openId: string | undefined;
  readonly order: 'asc' | 'desc';
  readonly isLoading: boolean;
  readonly onOpen: (row: EventRow) => void;
  readonly onOrder: (order: 'asc' | 'desc') => void;
  readonly children: ReactNode;
}

export function RequestList({ ref, rows, openId, order, isLoading, onOpen, onOrder, children }: RequestListProps) {
  const words = useTexts().explore;
  const body = useRef<HTMLDivElement>(null);
  const openAt = openId === undefined ? -1 : rows.findIndex((row) => holds(row, openId));
  const [focused, setFocused] = useState(0);
  const openRow = useSteady(onOpen);
  const at = Math.min(focused, rows.length - 1);
  const focusAt = (index: number): EventRow | undefined => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setFocused(next);
    const element = body.current?.children[next];
    if (element instanceof HTMLElement) element.focus();
    return rows[next];
  };
  useImperativeHandle(ref, () => ({
    // The first step goes to the first row, not past it.
    move: (by) => focusAt(openAt >= 0 ? openAt + by : body.current?.contains(document.activeElement) === true ? at + by : at),
    focus: (id) => void focusAt(rows.findIndex((row) => holds(row, id))),
  }));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const row = focusAt(at + by);
    if (row !== undefined && openId !== undefined) onOpen(row);
  };
  return (
    <div className={styles.scroll}>
      <div role="grid" aria-label={words.list} aria-busy={isLoading} className={styles.grid} onKeyDown={onKeyDown}>
        <ListHead order={order} onOrder={onOrder} />
        <div role="rowgroup" ref={body}>
          {rows.map((row, index) => (
            <RequestRow key={row.id} row={row} isOpen={index === openAt} isFocusable={index === at} index={index} onFocus={setFocused} onOpen={openRow} />
          ))}
        </div>
      </div>
      {isLoading ? <div className={styles.ghosts} aria-hidden="true" /> : children}
    </div>
  );
}

function ListHead({ order, onOrder }: Pick<RequestListProps, 'order' | 'onOrder'>) {
  const { columns, newestFirst, oldestFirst } = useTexts().explore;
  const { time, ...others } = columns;
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" className={styles.row}>
        <span role="columnheader" aria-sort={order === 'desc' ? 'descending' : 'ascending'} className={styles.time}>
          <button
            type="button"
            className={styles.order}
            title={order === 'desc' ? newestFirst : oldestFirst}
            onClick={() => onOrder(order === 'desc' ? 'asc' : 'desc')}
          >
            <span className={styles.label}>{time}</span>
            <Icon name={order === 'desc' ? 'down' : 'up'} />
          </button>
        </span>
        {Object.entries(others).map(([name, label]) => (
          <span key={name} role="columnheader" className={styles[name]}>
            <span className={styles.label}>{label}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

/** The same function all the time, which calls the latest one. */
function useSteady(call: (row: EventRow) => void): (row: EventRow) => void {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  return useCallback((row) => latest.current(row), []);
}

function holds(row: EventRow, id: string): boolean {
  return row.id === id || row.stages.some((stage) => stage.id === id);
}
