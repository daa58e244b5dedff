// The button that asks the store, the one that cancels while it works, and what is going on in words.
import type { UseQueryResult } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Fault } from './fault.tsx';
import styles from './trials.module.css';

export interface RunLineProps {
  readonly words: { readonly run: string; readonly again: string; readonly running: string; readonly intro: string };
  readonly query: Pick<UseQueryResult, 'isFetching' | 'isError' | 'error' | 'data'>;
  /** Null while the policy has errors. */
  readonly onRun: (() => void) | null;
  readonly onCancel: () => void;
  /** The answer is of an earlier question. */
  readonly isOutdated: boolean;
  /** The policy is looked at: then no policy means that it has errors. */
  readonly isChecked: boolean;
}

export function RunLine({ words, query, onRun, onCancel, isOutdated, isChecked }: RunLineProps) {
  const { replay } = useTexts().policies;
  const isRefused = onRun === null && isChecked;
  return (
    <>
      <div className={styles.run}>
        {query.isFetching ? (
          <Button onClick={onCancel}>
            <Icon name="stop" />
            {replay.cancel}
          </Button>
        ) : (
          <Button look="primary" disabled={onRun === null} onClick={() => onRun?.()}>
            <Icon name="play" />
            {query.data === undefined ? words.run : words.again}
          </Button>
        )}
        <p className={styles.soft} role="status">
          {query.isFetching ? words.running : isRefused ? replay.refused : query.data === undefined ? words.intro : ''}
        </p>
      </div>
      {query.isError && !query.isFetching && <Fault error={query.error} />}
      {isOutdated && <Notice tone="info">{replay.outdated}</Notice>}
    </>
  );
}
