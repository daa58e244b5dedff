// A fault in the query, shown at its place, with what to do instead.
import type { RefObject } from 'react';
import { titleOf, useTexts } from '../../i18n/texts.ts';
import { Value } from '../../parts/value.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import { ApiError } from '../../query/fetch-api.ts';
import type { ExploreSearch } from '../../search-params.ts';
import { FixButton } from './query-box/fault-note.tsx';
import type { QueryBoxHandle } from './query-box/query-box.tsx';
import styles from './query-problem.module.css';

export interface QueryProblemProps {
  readonly query: string;
  /** Of the list; other errors than faults in the query are told where the list would be. */
  readonly error: Error | null;
  readonly queryBox: RefObject<QueryBoxHandle | null>;
  readonly onGo: (change: ExploreSearch) => void;
}

/** Characters drawn on each side of the place. */
const around = 160;

const queryFaults = new Set(['query_syntax', 'unknown_field', 'bad_value']);

export function isQueryFault(error: unknown): error is ApiError {
  return error instanceof ApiError && queryFaults.has(error.problem.code);
}

export function QueryProblem({ query, error, queryBox, onGo }: QueryProblemProps) {
  const texts = useTexts();
  if (!isQueryFault(error)) return null;
  const { position, code, detail, hint, fix } = error.problem;
  return (
    <div className={styles.problem} role="alert">
      {position !== undefined && (
        <Place
          query={query}
          offset={position.offset}
          onClick={() => queryBox.current?.goTo(position.offset)}
          label={texts.explore.goToFault(position.offset + 1)}
        />
      )}
      <p className={styles.detail}>
        <ServerWords title={titleOf(texts, code)} text={detail} max={600} />
      </p>
      {hint !== undefined && (
        <p>
          <ServerWords text={hint} max={600} />
        </p>
      )}
      {fix !== undefined && (
        <FixButton fix={fix} text={query} hasKey={false} onFix={() => onGo({ q: query.slice(0, fix.from) + fix.text + query.slice(fix.to) })} />
      )}
    </div>
  );
}

function Place({ query, offset, label, onClick }: { readonly query: string; readonly offset: number; readonly label: string; readonly onClick: () => void }) {
  const from = Math.max(0, offset - around);
  const before = query.slice(from, offset);
  const at = String.fromCodePoint(query.codePointAt(offset) ?? 0x20);
  const after = query.slice(offset + at.length, offset + around);
  return (
    <button type="button" className={styles.place} onClick={onClick} title={label}>
      {from > 0 && '…'}
      <Value text={before} max={around} isFixed />
      <span className={styles.at}>{at === ' ' ? ' ' : <Value text={at} max={4} isFixed />}</span>
      <Value text={after} max={around} isFixed />
    </button>
  );
}
