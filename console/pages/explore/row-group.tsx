// Rows of the list a hundred at a time: a group out of sight costs nothing, and where nothing in it changes it is not drawn anew.
import { memo, useMemo, type CSSProperties } from 'react';
import type { ListColumn } from '../../../src/search/list-columns.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { RequestRow } from './request-row.tsx';
import styles from './request-list.module.css';

export const perGroup = 100;

/** Whether a row is one of the group with this number. */
export function isIn(group: number, row: number): boolean {
  return Math.floor(row / perGroup) === group;
}

export interface RowGroupProps {
  readonly rows: readonly EventRow[];
  /** Index in the list of its first row. */
  readonly first: number;
  readonly columns: readonly ListColumn[];
  /** Indexes in the list; -1 = none of these. */
  readonly openAt: number;
  readonly focusableAt: number;
  readonly onFocus: (index: number) => void;
  readonly onOpen: (row: EventRow) => void;
}

export const RowGroup = memo(
  function RowGroup({ rows, first, columns, openAt, focusableAt, onFocus, onOpen }: RowGroupProps) {
    return (
      <div role="rowgroup" className={styles.group} style={{ '--rows': rows.length } as CSSProperties}>
        {rows.map((row, k) => (
          <RequestRow
            key={row.id}
            row={row}
            columns={columns}
            isOpen={first + k === openAt}
            isFocusable={first + k === focusableAt}
            index={first + k}
            onFocus={onFocus}
            onOpen={onOpen}
          />
        ))}
      </div>
    );
  },
  (before, now) =>
    before.first === now.first &&
    before.columns === now.columns &&
    before.openAt === now.openAt &&
    before.focusableAt === now.focusableAt &&
    before.onFocus === now.onFocus &&
    before.onOpen === now.onOpen &&
    before.rows.length === now.rows.length &&
    before.rows.every((row, k) => row === now.rows[k]),
);

export function useGroups(rows: readonly EventRow[]): readonly (readonly EventRow[])[] {
  return useMemo(() => Array.from({ length: Math.ceil(rows.length / perGroup) }, (_, k) => rows.slice(k * perGroup, (k + 1) * perGroup)), [rows]);
}
