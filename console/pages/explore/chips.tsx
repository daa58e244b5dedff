// The conditions of the query one by one: each can be turned round or taken away without touching the text.
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { Value } from '../../parts/value.tsx';
import { conditionsOf, dropCondition, turnCondition } from '../../show/refine-query.ts';
import type { ExploreSearch } from '../../search-params.ts';
import styles from './chips.module.css';

export function Chips({ q, onGo }: { readonly q: string | undefined; readonly onGo: (change: ExploreSearch) => void }) {
  const words = useTexts().explore.chips;
  const conditions = conditionsOf(q);
  if (conditions.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={words.label}>
      {conditions.map(({ text, isNegated }, index) => (
        <li key={`${isNegated} ${text}`} className={styles.chip} data-negated={isNegated ? '' : undefined}>
          <button type="button" className={styles.turn} title={isNegated ? words.include : words.exclude} onClick={() => onGo({ q: turnCondition(q, index) })}>
            {isNegated && <span className={styles.not}>{words.not}</span>}
            <Value text={text} max={64} isFixed />
          </button>
          <button
            type="button"
            className={styles.drop}
            aria-label={words.remove(text)}
            title={words.remove(text)}
            onClick={() => onGo({ q: dropCondition(q, index) })}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
