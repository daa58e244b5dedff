// Draws pieces of untrusted text: text nodes, boxed names, and placeholders for what is never shown.
import type { Piece } from '../show/to-pieces.ts';
import { useTexts } from '../i18n/texts.ts';
import styles from './pieces.module.css';

export function Pieces({ pieces }: { readonly pieces: readonly Piece[] }) {
  // The pieces of one text never move among themselves: the place is the key.
  return pieces.map((piece, index) => (piece.type === 'text' ? piece.text : <Boxed key={index} piece={piece} />));
}

function Boxed({ piece }: { readonly piece: Exclude<Piece, { type: 'text' }> }) {
  const texts = useTexts();
  if (piece.type === 'mark') {
    return (
      <span className={styles.mark} title={texts.common.unseen(piece.name)}>
        {piece.name}
      </span>
    );
  }
  const what = texts.common.hidden[piece.kind];
  return (
    <span className={styles.hidden} title={texts.common.hiddenTitle(what, piece.length)}>
      {what} · {texts.count(piece.length)}
    </span>
  );
}
