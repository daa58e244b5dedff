// The conditions of the query one by one: each can be turned round or taken away without touching the text.
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { Value } from '../../parts/value.tsx';
import { conditionsOf, dropCondition, turnCondition, type Condition } from '../../show/refine-query.ts';
import type { ExploreSearch } from '../../search-params.ts';
import styles from './chips.module.css';

interface ChipsProps {
  readonly q: string | undefined;
  /** The query as it was changed last: a second click may come before the first is drawn. */
  readonly pressed: string | undefined;
  readonly onGo: (change: ExploreSearch) => void;
}

export function Chips({ q, pressed, onGo }: ChipsProps) {
  const words = useTexts().explore.chips;
  const change = (by: typeof dropCondition, { text, isNegated }: Condition) => {
    const index = conditionsOf(pressed).findIndex((other) => other.text === text && other.isNegated === isNegated);
    if (index >= 0) onGo({ q: by(pressed, index) });
  };
  const conditions = conditionsOf(q);
  if (conditions.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={words.label}>
      {conditions.map(({ text, isNegated }) => (
        <li key={`${isNegated} ${text}`} className={styles.chip} data-negated={isNegated ? '' : undefined}>
          <button
            type="button"
            className={styles.turn}
            title={isNegated ? words.include : words.exclude}
            onClick={() => change(turnCondition, { text, isNegated })}
          >
            {isNegated && <span className={styles.not}>{words.not}</span>}
            <Value text={text} max={64} isFixed />
          </button>
          <button
            type="button"
            className={styles.drop}
            aria-label={words.remove(text)}
            title={words.remove(text)}
            onClick={() => change(dropCondition, { text, isNegated })}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
