// The difference between two texts, with a sign a line, so that it reads without colour.
import { useMemo, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Button } from './button.tsx';
import { Pieces } from './pieces.tsx';
import { cutPieces, toPieces } from '../show/to-pieces.ts';
import { diffLines, type DiffRow } from '../show/diff-lines.ts';
import styles from './text-diff.module.css';

export interface TextDiffProps {
  readonly left: string;
  readonly right: string;
  readonly label: string;
  /** Said where both are the same. */
  readonly same: string;
}

const drawnStep = 400;

export function TextDiff({ left, right, label, same }: TextDiffProps) {
  const { common } = useTexts();
  const rows = useMemo(() => diffLines(left, right), [left, right]);
  const [room, setRoom] = useState(drawnStep);
  if (rows.every(({ type }) => type === 'skipped' || type === 'same')) return <p className={styles.same}>{same}</p>;
  return (
    <div className={styles.diff} role="group" aria-label={label} tabIndex={0}>
      {rows.slice(0, room).map((row, index) => (
        <Row key={index} row={row} />
      ))}
      {rows.length > room && (
        <Button look="quiet" onClick={() => setRoom(room * 4)}>
          {common.showMore(rows.length - room)}
        </Button>
      )}
    </div>
  );
}

const signs = { same: ' ', added: '+', removed: '−' } as const;
const longestLine = 2_000;

function Row({ row }: { readonly row: DiffRow }) {
  const words = useTexts().policies.diff;
  if (row.type === 'skipped') return <div className={styles.skipped}>{words.unchanged(row.lines)}</div>;
  const { pieces, more } = cutPieces(toPieces(row.text, { isLaidOut: true }), longestLine);
  return (
    <div className={`${styles.row} ${styles[row.type]}`}>
      <span className={styles.number}>{row.left}</span>
      <span className={styles.number}>{row.right}</span>
      <span className={styles.sign} aria-hidden="true">
        {signs[row.type]}
      </span>
      <span className={styles.text}>
        {row.type !== 'same' && <span className="visually-hidden">{words[row.type]} </span>}
        <Pieces pieces={pieces} />
        {more > 0 && '…'}
      </span>
    </div>
  );
}
