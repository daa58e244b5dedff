// Replay: the stored requests through the policy in the editor, by a button, since it reads a lot.
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { StateMessage } from '../../parts/state-message.tsx';
import { replayQuery, type Trial } from '../../query/policies.ts';
import { ReplayResult } from './replay-result.tsx';
import { RunLine } from './run-line.tsx';
import type { TrialProps } from './trials.tsx';
import { isSameTrial, trialOf, useAsked } from './use-trial.ts';
import tableStyles from './table.module.css';
import styles from './trials.module.css';

export function ReplayPanel({ search, onGo, checked, kubernetes, onRule }: TrialProps) {
  const words = useTexts().policies.replay;
  const { trial, ask, cancel } = useAsked<Trial>('policy-replay');
  const replay = useQuery(replayQuery(trial));
  const next = trialOf(checked, kubernetes, search);
  const isOutdated = replay.data !== undefined && next !== null && !isSameTrial(trial, next);
  const askAllTime = () => {
    onGo({ from: undefined, to: undefined }, true);
    if (next !== null) ask({ ...next, from: undefined, to: undefined });
  };
  return (
    <>
      <RunLine
        words={words}
        query={replay}
        onRun={next === null ? null : () => ask(next)}
        onCancel={cancel}
        isOutdated={isOutdated}
        isChecked={checked !== null}
      />
      {replay.data?.range === null && (
        <div className={tableStyles.frame}>
          <NothingStored trial={trial} onAllTime={askAllTime} />
        </div>
      )}
      {replay.data != null && replay.data.range !== null && (
        <div className={`${styles.result} ${isOutdated ? styles.old : ''}`}>
          <ReplayResult answer={replay.data} onRule={onRule} />
        </div>
      )}
    </>
  );
}

function NothingStored({ trial, onAllTime }: { readonly trial: Trial | null; readonly onAllTime: () => void }) {
  const words = useTexts().policies.replay;
  const isNarrowed = trial?.from !== undefined || trial?.to !== undefined;
  return (
    <StateMessage title={words.emptyTitle} actions={isNarrowed ? <Button onClick={onAllTime}>{words.emptyNext}</Button> : undefined}>
      {words.empty}
    </StateMessage>
  );
}
