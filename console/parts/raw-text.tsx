// JSON as text, as it was received, drawn as far as somebody wants to read it.
import { useMemo, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { rawPieces } from '../show/raw-pieces.ts';
import { cutPieces } from '../show/to-pieces.ts';
import { Pieces } from './pieces.tsx';
import styles from './raw-text.module.css';

export interface RawTextProps {
  readonly text: string;
  /** Characters drawn at first. */
  readonly max?: number;
  readonly isInline?: boolean;
}

const defaultMax = 8_000;
const step = 100_000;

export function RawText({ text, max = defaultMax, isInline = false }: RawTextProps) {
  const texts = useTexts();
  const [room, setRoom] = useState(max);
  const pieces = useMemo(() => rawPieces(text), [text]);
  const { pieces: shown, more } = useMemo(() => cutPieces(pieces, room), [pieces, room]);
  const button = more > 0 && (
    <button type="button" className={styles.more} onClick={() => setRoom(room + step)}>
      {texts.common.showCharacters(Math.min(more, step))}
      {more > step && ` (${texts.common.moreCharacters(more)})`}
    </button>
  );
  if (isInline) {
    return (
      <span className={styles.inline}>
        <Pieces pieces={shown} />
        {button}
      </span>
    );
  }
  return (
    <div className={styles.box}>
      <pre className={styles.text} tabIndex={0}>
        <Pieces pieces={shown} />
      </pre>
      {button}
    </div>
  );
}
