// Applies the policy to a log topic: what it would have taken away there is shown before it can be done.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { topicPoliciesQuery, useApplyPolicy, type TopicPolicyAnswer } from '../../query/policies.ts';
import { Fault } from './fault.tsx';
import { LossOfTopic } from './loss-of-topic.tsx';
import styles from './apply-window.module.css';

export interface ApplyWindowProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly text: string;
  /** Chosen at first. */
  readonly topic?: string;
}

export function ApplyWindow({ isOpen, onClose, text, topic }: ApplyWindowProps) {
  const words = useTexts().policies.apply;
  return (
    <Overlay form="side" isOpen={isOpen} onClose={onClose} title={words.title} subtitle={words.about}>
      <ApplyForm text={text} topic={topic ?? ''} onClose={onClose} />
    </Overlay>
  );
}

const maxNoteCharacters = 500;

function ApplyForm({ text, topic: first, onClose }: { readonly text: string; readonly topic: string; readonly onClose: () => void }) {
  const texts = useTexts();
  const words = texts.policies.apply;
  const [topic, setTopic] = useState(first);
  const [note, setNote] = useState('');
  const [isTried, setTried] = useState(false);
  const apply = useApplyPolicy();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (topic !== '' && isTried) apply.mutate({ topic, policy: text, note });
  };
  if (apply.isSuccess) return <Done applied={apply.data} onClose={onClose} />;
  return (
    <form className={styles.form} onSubmit={submit}>
      <TopicSelect
        topic={topic}
        onChange={(chosen) => {
          setTopic(chosen);
          setTried(false);
        }}
      />
      <TextField label={words.note} hint={words.noteHint} value={note} maxLength={maxNoteCharacters} onChange={(event) => setNote(event.target.value)} />
      {topic !== '' && <LossOfTopic key={topic} topic={topic} text={text} onTried={() => setTried(true)} />}
      {apply.isError && <Fault error={apply.error} />}
      <div className={styles.actions}>
        <Button onClick={onClose}>{texts.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={topic === '' || !isTried || apply.isPending}>
          {apply.isPending ? words.applying : words.submit}
        </Button>
      </div>
    </form>
  );
}

function TopicSelect({ topic, onChange }: { readonly topic: string; readonly onChange: (topic: string) => void }) {
  const words = useTexts().policies.apply;
  const topics = useQuery(topicPoliciesQuery);
  if (topics.isError && topics.data === undefined) return <Fault error={topics.error} />;
  return (
    <SelectField
      label={words.topic}
      value={topic}
      hint={topics.data?.length === 0 ? words.noTopics : undefined}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{words.choose}</option>
      {topics.data?.map((entry) => (
        <option key={entry.topic} value={entry.topic}>
          {entry.cluster === null ? entry.topic : `${entry.topic} (${entry.cluster})`}
        </option>
      ))}
    </SelectField>
  );
}

function Done({ applied: { topic, version }, onClose }: { readonly applied: TopicPolicyAnswer; readonly onClose: () => void }) {
  const texts = useTexts();
  const words = texts.policies.apply;
  return (
    <div className={styles.form}>
      <Notice tone="ok" isLive title={words.doneTitle(topic, version ?? 0)}>
        {words.done}
      </Notice>
      <div className={styles.actions}>
        <Link to="/policies" search={{ topic }}>
          {words.toVersions}
        </Link>
        <Button onClick={onClose}>{texts.common.close}</Button>
      </div>
    </div>
  );
}
