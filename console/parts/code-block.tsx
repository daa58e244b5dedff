// Something to be copied as it stands: a file, a flag, a token that the server has just made.
import type { ReactNode } from 'react';
import styles from './code-block.module.css';

export interface CodeBlockProps {
  readonly label: string;
  readonly text: string;
  readonly actions: ReactNode;
  readonly note?: ReactNode;
  readonly isTall?: boolean;
}

export function CodeBlock({ label, text, actions, note, isTall = false }: CodeBlockProps) {
  return (
    <section className={styles.block} aria-label={label}>
      <div className={styles.head}>
        <h3>{label}</h3>
        <div className={styles.actions}>{actions}</div>
      </div>
      <pre className={isTall ? styles.tall : styles.line} tabIndex={0}>
        {text}
      </pre>
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </section>
  );
}
