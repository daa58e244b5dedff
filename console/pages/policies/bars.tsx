// Bars of parts of a whole: each part has a colour, a pattern and a word.
import { shareOf } from './shares.ts';
import styles from './bars.module.css';

export type Tone = 'recorded' | 'kept' | 'stripped' | 'dropped';

export interface Segment {
  readonly tone: Tone;
  readonly value: number;
  readonly label: string;
}

export interface BarProps {
  /** What the full length stands for. */
  readonly total: number;
  readonly segments: readonly Segment[];
  readonly isThin?: boolean;
}

export function Bar({ total, segments, isThin = false }: BarProps) {
  return (
    <span className={`${styles.bar} ${isThin ? styles.thin : ''}`} role="img" aria-label={segments.map(({ label }) => label).join('; ')}>
      {segments
        .filter(({ value }) => value > 0)
        .map(({ tone, value, label }) => (
          <span key={tone} className={`${styles.part} ${styles[tone]}`} title={label} style={{ width: `${shareOf(value, total) * 100}%` }} />
        ))}
    </span>
  );
}

export function Legend({ segments }: { readonly segments: readonly Segment[] }) {
  return (
    <ul className={styles.legend}>
      {segments.map(({ tone, label }) => (
        <li key={tone}>
          <span className={`${styles.swatch} ${styles[tone]}`} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}
