// One request as one line.
import { memo, useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Value } from '../../parts/value.tsx';
import { splitAddresses } from '../../show/claimed-addresses.ts';
import { readEvent } from '../../show/read-event.ts';
import { showTime } from '../../show/show-time.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { ResultCode, VerbMark } from '../../parts/marks.tsx';
import { RequestSentence } from '../../parts/request-sentence.tsx';
import styles from './request-list.module.css';

export interface RequestRowProps {
  readonly row: EventRow;
  readonly index: number;
  readonly isOpen: boolean;
  /** The one row that the Tab key reaches. */
  readonly isFocusable: boolean;
  readonly onFocus: (index: number) => void;
  readonly onOpen: (row: EventRow) => void;
}

/** The callbacks must stay the same from one drawing to the next, or every row is drawn anew. */
export const RequestRow = memo(function RequestRow({ row, index, isOpen, isFocusable, onFocus, onOpen }: RequestRowProps) {
  const facts = useMemo(() => readEvent(row.event), [row.event]);
  const open = () => {
    // Whoever marks text to copy it does not want to leave.
    if (getSelection()?.isCollapsed !== false) onOpen(row);
  };
  return (
    <div
      role="row"
      aria-selected={isOpen}
      className={styles.row}
      tabIndex={isFocusable ? 0 : -1}
      onFocus={() => onFocus(index)}
      onClick={open}
      onKeyDown={(event) => event.key === 'Enter' && onOpen(row)}
    >
      <span role="gridcell" className={styles.time}>
        <RowTime row={row} text={facts.stageTime} />
      </span>
      <span role="gridcell" className={styles.cluster}>
        {row.cluster}
      </span>
      <span role="gridcell" className={styles.verb}>
        <VerbMark facts={facts} />
      </span>
      <span role="gridcell" className={styles.sentence}>
        <RequestSentence row={row} facts={facts} isFixed />
      </span>
      <span role="gridcell" className={styles.code}>
        <ResultCode facts={facts} />
      </span>
      <span role="gridcell" className={styles.source}>
        <RowAddress sourceIPs={facts.sourceIPs} />
      </span>
    </div>
  );
});

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
