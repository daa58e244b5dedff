// What a policy would have taken away from the last week of a log topic, before it is applied there.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Notice } from '../../parts/notice.tsx';
import { replayQuery, type ReplayAnswer } from '../../query/policies.ts';
import { newestKubernetes } from '../../../src/policy/kubernetes-version.ts';
import { Bar, Legend, type Segment } from './bars.tsx';
import { Fault } from './fault.tsx';
import { shareOf } from './shares.ts';
import styles from './apply-window.module.css';

export interface LossOfTopicProps {
  readonly topic: string;
  readonly text: string;
  /** It is known, or cannot be known. */
  readonly onTried: () => void;
}

/** Arrival reads policies as the newest kube-apiserver does. */
const asked = { kubernetes: `1.${newestKubernetes}`, from: '-7d' };

export function LossOfTopic({ topic, text, onTried }: LossOfTopicProps) {
  const words = useTexts().policies.apply;
  const trial = { ...asked, topic, policy: text };
  const lately = useQuery(replayQuery(trial));
  const isQuiet = lately.data?.range === null;
  const ever = useQuery(replayQuery(isQuiet ? { ...trial, from: undefined } : null));
  const answer = isQuiet ? ever : lately;
  const isDone = answer.isSuccess || answer.isError;
  useEffect(() => {
    if (isDone) onTried();
    // Said once for each answer.
  }, [isDone]);
  return (
    <div className={styles.loss} aria-live="polite">
      {!isDone && <p className={styles.soft}>{words.trying}</p>}
      {answer.isError && <Fault error={answer.error} />}
      {answer.data !== undefined && (answer.data.range === null ? <p>{words.untried}</p> : <Loss answer={answer.data} isEver={isQuiet} />)}
      {isDone && <Notice tone="warn">{words.forGood}</Notice>}
    </div>
  );
}

function Loss({ answer: { recorded, candidate, kept, stripped, dropped }, isEver }: { readonly answer: ReplayAnswer; readonly isEver: boolean }) {
  const texts = useTexts();
  const words = texts.policies.apply;
  const names = texts.policies.replay;
  const saved = recorded.bytes - candidate.bytes;
  const segments: readonly Segment[] = (['kept', 'stripped', 'dropped'] as const).map((tone) => ({
    tone,
    value: { kept, stripped, dropped }[tone].events,
    label: names.part(names[tone], texts.count({ kept, stripped, dropped }[tone].events)),
  }));
  return (
    <>
      <p>{isEver ? words.triedAll : words.tried}</p>
      <ul className={styles.shares}>
        <li>{words.dropped(dropped.events, shareOf(dropped.events, recorded.events))}</li>
        <li>{words.stripped(stripped.events, shareOf(stripped.events, recorded.events))}</li>
        <li>{words.saved(texts.bytes(saved), shareOf(saved, recorded.bytes))}</li>
      </ul>
      <Bar total={recorded.events} segments={segments} />
      <Legend segments={segments} />
    </>
  );
}
