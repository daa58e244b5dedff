// A piece of a policy to be read: text nodes, with what cannot be seen drawn by name.
import { useMemo } from 'react';
import { Pieces } from './pieces.tsx';
import { toPieces } from '../show/to-pieces.ts';
import styles from './policy-text.module.css';

export function PolicyText({ text }: { readonly text: string }) {
  const pieces = useMemo(() => toPieces(text, { isLaidOut: true }), [text]);
  return (
    <pre className={styles.text} tabIndex={0}>
      <Pieces pieces={pieces} />
    </pre>
  );
}
