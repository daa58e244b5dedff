// The list: one row a request. The keyboard walks it, and nothing moves it but who reads it.
import {
  memo,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { flushSync } from 'react-dom';
import { readListColumns, writeListColumns, type ListColumn } from '../../../src/search/list-columns.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { Value } from '../../parts/value.tsx';
import type { EventRow } from '../../show/split-answer.ts';
import { ColumnChoice } from './column-choice.tsx';
import { builtOf, gridTemplate } from './column-layout.ts';
import { ListBody } from './list-body.tsx';
import { rowIndexOf } from './request-row.tsx';
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
  /** As in the address; none = the usual ones. */
  readonly columns: string | undefined;
  readonly isLoading: boolean;
  readonly onOpen: (row: EventRow) => void;
  readonly onOrder: (order: 'asc' | 'desc') => void;
  readonly onColumns: (columns: string | undefined) => void;
  readonly children: ReactNode;
}

export function RequestList({ ref, rows, openId, order, columns: asked, isLoading, onOpen, onOrder, onColumns, children }: RequestListProps) {
  const words = useTexts().explore;
  const scroll = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const openAt = useMemo(() => (openId === undefined ? -1 : rows.findIndex((row) => holds(row, openId))), [rows, openId]);
  const { columns, layout } = useColumns(asked);
  const openRow = useSteady(onOpen);
  const { at, setFocused, focusAt } = useRowFocus(grid, rows);
  useImperativeHandle(ref, () => ({
    // The first step goes to the first row, not past it.
    move: (by) => focusAt(openAt >= 0 ? openAt + by : grid.current?.contains(document.activeElement) === true ? at + by : at),
    focus: (id) => void focusAt(rows.findIndex((row) => holds(row, id))),
  }));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = rowSteps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const row = focusAt(at + by);
    if (row !== undefined && openId !== undefined) onOpen(row);
  };
  return (
    <div className={styles.scroll} ref={scroll}>
      <Choice columns={columns} onChange={onColumns} />
      <div
        role="grid"
        ref={grid}
        aria-label={words.list}
        aria-busy={isLoading}
        aria-rowcount={rows.length + 1}
        className={styles.grid}
        data-custom={layout === undefined ? undefined : ''}
        style={layout}
        onKeyDown={onKeyDown}
      >
        <Head columns={columns} order={order} onOrder={onOrder} />
        {rows.length > 0 && (
          <Body rows={rows} columns={columns} scroll={scroll} openId={openId} openAt={openAt} focusableAt={at} onFocus={setFocused} onOpen={openRow} />
        )}
      </div>
      {isLoading ? <div className={styles.ghosts} aria-hidden="true" /> : children}
    </div>
  );
}

// None of these changes by a row being opened, but for the row itself.
const [Choice, Head, Body] = [memo(ColumnChoice), memo(ListHead), memo(ListBody)];

/** The row that the Tab key reaches, and the ways to give the focus to another, be it in the page or not. */
function useRowFocus(grid: RefObject<HTMLElement | null>, rows: readonly EventRow[]) {
  const [focused, setFocused] = useState(0);
  const focusAt = (index: number): EventRow | undefined => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    const element = () => grid.current?.querySelector<HTMLElement>(`[aria-rowindex="${rowIndexOf(next)}"]`);
    // A row far away comes into the page by being the one that Tab reaches.
    if (element() === null) flushSync(() => setFocused(next));
    element()?.focus();
    return rows[next];
  };
  return { at: Math.min(focused, rows.length - 1), setFocused, focusAt };
}

function ListHead({ columns, order, onOrder }: Pick<RequestListProps, 'order' | 'onOrder'> & { readonly columns: readonly ListColumn[] }) {
  const words = useTexts().explore;
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.row}>
        {columns.map((column) => {
          const built = builtOf(column);
          if (built === 'time') return <TimeHead key={column.name} order={order} onOrder={onOrder} />;
          return (
            <span key={column.name} role="columnheader" className={built === null ? styles.field : styles[built]}>
              <span className={styles.label}>{built === null ? <Value text={column.name} max={60} isFixed /> : words.columns[built]}</span>
            </span>
          );
        })}
      </div>
    </div>
  );
}

const rowSteps: Readonly<Record<string, number | undefined>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 20,
  PageUp: -20,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** `layout` is undefined for the usual columns, which fit themselves to any width. */
function useColumns(asked: string | undefined): { readonly columns: readonly ListColumn[]; readonly layout: CSSProperties | undefined } {
  return useMemo(() => {
    const columns = readListColumns(asked);
    const isUsual = writeListColumns(columns.map(({ name }) => name)) === undefined;
    return { columns, layout: isUsual ? undefined : ({ '--columns': gridTemplate(columns) } as CSSProperties) };
  }, [asked]);
}

function TimeHead({ order, onOrder }: Pick<RequestListProps, 'order' | 'onOrder'>) {
  const { columns, newestFirst, oldestFirst } = useTexts().explore;
  return (
    <span role="columnheader" aria-sort={order === 'desc' ? 'descending' : 'ascending'} className={styles.time}>
      <button
        type="button"
        className={styles.order}
        title={order === 'desc' ? newestFirst : oldestFirst}
        onClick={() => onOrder(order === 'desc' ? 'asc' : 'desc')}
      >
        <span className={styles.label}>{columns.time}</span>
        <Icon name={order === 'desc' ? 'down' : 'up'} />
      </button>
    </span>
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
