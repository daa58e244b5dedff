// Where the events go: the logset, and in it a topic of the cluster's own.
import { useState } from 'react';
import type { AuditFeatureContent } from '../../../src/api/contract/features.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Choice, SelectField } from '../../parts/field.tsx';
import { useLogsets, useTopics, type ClusterEntry } from '../../query/clusters.ts';
import styles from './audit-form.module.css';

/** The logset that the server makes when none is named. */
const defaultLogset = 'cluster-audit';

export interface TopicChoiceState {
  readonly logset: string;
  readonly setLogset: (logset: string) => void;
  readonly isExisting: boolean;
  readonly setExisting: (isExisting: boolean) => void;
  readonly topic: string;
  readonly setTopic: (topic: string) => void;
  /** False while an existing topic is to be used and none is chosen. */
  readonly isComplete: boolean;
  readonly content: Pick<AuditFeatureContent, 'logset' | 'topic'>;
}

/** '' as logset = automatic. */
export function useTopicChoice({ audit }: ClusterEntry): TopicChoiceState {
  const logsets = useLogsets();
  const [chosenLogset, setLogset] = useState<string | null>(null);
  const [isExisting, setExisting] = useState(false);
  const [topic, setTopic] = useState('');
  const hasDefault = logsets.data?.some(({ name }) => name === defaultLogset) === true;
  const logset = chosenLogset ?? audit.logset ?? (hasDefault ? defaultLogset : '');
  const content = { ...(logset === '' ? {} : { logset }), ...(isExisting ? { topic } : {}) };
  const changeLogset = (name: string) => {
    setLogset(name);
    setTopic('');
  };
  return { logset, setLogset: changeLogset, isExisting, setExisting, topic, setTopic, isComplete: !isExisting || topic !== '', content };
}

export function TopicChoice({ cluster, choice }: { readonly cluster: ClusterEntry; readonly choice: TopicChoiceState }) {
  const words = useTexts().features.form;
  const logsets = useLogsets();
  const { audit } = cluster;
  const names = [...new Set([...(logsets.data ?? []).map(({ name }) => name), ...(audit.logset === null ? [] : [audit.logset])])].sort();
  const kept = audit.topic !== null && choice.logset === audit.logset ? audit.topic : null;
  return (
    <>
      <SelectField label={words.logset} value={choice.logset} onChange={(event) => choice.setLogset(event.target.value)}>
        {!names.includes(defaultLogset) && <option value="">{words.autoLogset}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
      <fieldset className={styles.group}>
        <legend>{words.topic}</legend>
        <Choice
          type="radio"
          name="topic"
          label={kept === null ? words.autoTopic : words.keepTopic(kept)}
          hint={kept === null ? words.autoTopicHint : words.keepTopicHint}
          checked={!choice.isExisting}
          onChange={() => choice.setExisting(false)}
        />
        <Choice type="radio" name="topic" label={words.existingTopic} checked={choice.isExisting} onChange={() => choice.setExisting(true)} />
        {choice.isExisting && <TopicSelect cluster={cluster.name} choice={choice} />}
      </fieldset>
    </>
  );
}

function TopicSelect({ cluster, choice }: { readonly cluster: string; readonly choice: TopicChoiceState }) {
  const words = useTexts().features.form;
  const topics = useTopics();
  const inLogset = (topics.data ?? []).filter(({ logset }) => choice.logset === '' || logset === choice.logset);
  const isFree = (usedBy: string | null) => usedBy === null || usedBy === cluster;
  const hasFree = inLogset.some(({ usedBy }) => isFree(usedBy));
  return (
    <div className={styles.indented}>
      <SelectField
        label={words.chooseTopic}
        value={choice.topic}
        hint={hasFree || topics.isPending ? undefined : words.noTopics}
        onChange={(event) => choice.setTopic(event.target.value)}
      >
        <option value="">{words.pickTopic}</option>
        {inLogset.map(({ name, usedBy }) => (
          <option key={name} value={name} disabled={!isFree(usedBy)}>
            {isFree(usedBy) ? name : words.usedBy(name, usedBy ?? '')}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
