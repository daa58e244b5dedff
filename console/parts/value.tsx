// One untrusted value: isolated from its neighbours, its unseen characters named, its tokens hidden, its length bounded.
import { useMemo, useState } from 'react';
import { cutPieces, toPieces } from '../show/to-pieces.ts';
import { useTexts } from '../i18n/texts.ts';
import { Pieces } from './pieces.tsx';
import styles from './value.module.css';

export interface ValueProps {
  readonly text: string;
  /** Characters drawn at first. */
  readonly max?: number;
  /** What is cut off is only counted and cannot be opened: for lists. */
  readonly isFixed?: boolean;
  readonly isSecret?: boolean;
  readonly className?: string;
}

const stepFactor = 20;

export function Value({ text, max = 300, isFixed = false, isSecret = false, className }: ValueProps) {
  const texts = useTexts();
  const [room, setRoom] = useState(max);
  const pieces = useMemo(() => toPieces(text, { isSecret }), [text, isSecret]);
  const { pieces: shown, more } = cutPieces(pieces, room);
  return (
    <span className={`${styles.value} ${className ?? ''}`}>
      <Pieces pieces={shown} />
      {more > 0 && isFixed && <span className={styles.cut}>…{texts.common.moreCharacters(more)}</span>}
      {more > 0 && !isFixed && (
        <button type="button" className={styles.more} onClick={() => setRoom(room * stepFactor)} aria-label={texts.common.showCharacters(more)}>
          …{texts.common.moreCharacters(more)}
        </button>
      )}
    </span>
  );
}
