// One request as one line.
import { memo, useMemo, type CSSProperties } from 'react';
import type { ListColumn } from '../../../src/search/list-columns.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Value } from '../../parts/value.tsx';
import { splitAddresses } from '../../show/claimed-addresses.ts';
import { columnTexts } from '../../show/column-text.ts';
import { readEvent, type EventFacts } from '../../show/read-event.ts';
import { showTime } from '../../show/show-time.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { ResultCode, VerbMark } from '../../parts/marks.tsx';
import { RequestSentence } from '../../parts/request-sentence.tsx';
import { builtOf, type BuiltColumn } from './column-layout.ts';
import styles from './request-list.module.css';

export interface RequestRowProps {
  readonly row: EventRow;
  /** The same list as long as the columns are the same. */
  readonly columns: readonly ListColumn[];
  readonly index: number;
  /** Rows before it that are not in the page. */
  readonly gap: number;
  readonly isOpen: boolean;
  /** The one row that the Tab key reaches. */
  readonly isFocusable: boolean;
  readonly onFocus: (index: number) => void;
  readonly onOpen: (row: EventRow) => void;
}

/** As assistive technology counts: from one on, the head included. */
export function rowIndexOf(index: number): number {
  return index + 2;
}

/** The callbacks must stay the same from one drawing to the next, or every row is drawn anew. */
export const RequestRow = memo(function RequestRow({ row, columns, index, gap, isOpen, isFocusable, onFocus, onOpen }: RequestRowProps) {
  const facts = useMemo(() => readEvent(row.event), [row.event]);
  const texts = useMemo(() => readTexts(row, columns), [row, columns]);
  const open = () => {
    // Whoever marks text to copy it does not want to leave.
    if (getSelection()?.isCollapsed !== false) onOpen(row);
  };
  return (
    <div
      role="row"
      aria-rowindex={rowIndexOf(index)}
      aria-selected={isOpen}
      className={styles.row}
      style={gap === 0 ? undefined : ({ '--gap': gap } as CSSProperties)}
      tabIndex={isFocusable ? 0 : -1}
      onFocus={() => onFocus(index)}
      onClick={open}
      onKeyDown={(event) => event.key === 'Enter' && onOpen(row)}
    >
      {columns.map((column) => {
        const built = builtOf(column);
        return (
          <span key={column.name} role="gridcell" className={built === null ? styles.field : styles[built]}>
            {built === null ? <FieldText text={texts.get(column.name) ?? null} /> : <BuiltCell built={built} row={row} facts={facts} />}
          </span>
        );
      })}
    </div>
  );
});

/** The texts of the columns that are fields, by name. */
function readTexts(row: EventRow, columns: readonly ListColumn[]): ReadonlyMap<string, string | null> {
  const asked = columns.flatMap(({ name, field }) => (field === null || builtOf({ name, field }) !== null ? [] : [{ name, field }]));
  if (asked.length === 0) return new Map();
  const texts = columnTexts(
    row,
    asked.map(({ field }) => field),
  );
  return new Map(asked.map(({ name }, k) => [name, texts[k]]));
}

function FieldText({ text }: { readonly text: string | null }) {
  const words = useTexts().explore.columnChoice;
  if (text === null) return <span title={words.tooLarge}>…</span>;
  return text === '' ? <span className={styles.none}>–</span> : <Value text={text} max={120} isFixed />;
}

function BuiltCell({ built, row, facts }: { readonly built: BuiltColumn; readonly row: EventRow; readonly facts: EventFacts }) {
  switch (built) {
    case 'time':
      return <RowTime row={row} text={facts.stageTime} />;
    case 'cluster':
      return row.cluster;
    case 'verb':
      return <VerbMark facts={facts} />;
    case 'sentence':
      return <RequestSentence row={row} facts={facts} isFixed />;
    case 'code':
      return <ResultCode facts={facts} />;
    case 'source':
      return <RowAddress sourceIPs={facts.sourceIPs} />;
  }
}

function RowTime({ row, text }: { readonly row: EventRow; readonly text: string | null }) {
  const words = useTexts().explore;
  const shown = showTime(row.timeIsGuessed ? row.receivedAt : text);
  if (shown === null) return <Value text={text ?? '–'} max={24} isFixed />;
  return (
    <>
      <span className={styles.date}>{shown.date}</span> {shown.time}
      <span className={styles.fraction}>{shown.fraction}</span>
      {row.timeIsGuessed && (
        <span className={styles.guessed} title={words.timeGuessed}>
          ≈<span className="visually-hidden">{words.timeGuessed}</span>
        </span>
      )}
    </>
  );
}

function RowAddress({ sourceIPs }: { readonly sourceIPs: readonly string[] }) {
  const words = useTexts().explore;
  const { observed, claimed } = splitAddresses(sourceIPs);
  return (
    <>
      {observed !== null && <Value text={observed} max={45} isFixed />}
      {claimed.length > 0 && (
        <span className={styles.claimed} title={words.claimedTitle}>
          {claimed.length === 1 ? <Value text={claimed[0]} max={45} isFixed /> : words.claimedCount(claimed.length)}
          <span className="visually-hidden"> {words.claimedTitle}</span>
        </span>
      )}
    </>
  );
}
