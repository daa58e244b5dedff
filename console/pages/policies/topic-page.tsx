// The policy of a log topic: its rules with what they took away, its versions, and the difference between two of them.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { topicPolicyQuery, type TopicPolicyAnswer } from '../../query/policies.ts';
import type { PoliciesSearch } from '../../search-params.ts';
import { ChangeWindow, type VersionChange } from './change-window.tsx';
import type { Go } from './go.ts';
import { PolicyHead } from './policy-head.tsx';
import { RuleOutcomes } from './rule-outcomes.tsx';
import { VersionDiff } from './version-diff.tsx';
import { VersionList } from './version-list.tsx';
import styles from './policies-page.module.css';

export interface TopicPageProps {
  readonly topic: string;
  readonly search: PoliciesSearch;
  readonly onGo: Go;
}

export function TopicPage({ topic, search, onGo }: TopicPageProps) {
  const texts = useTexts();
  const words = texts.policies.versions;
  const policy = useQuery(topicPolicyQuery(topic));
  const [change, setChange] = useState<VersionChange | null>(null);
  return (
    <>
      <PolicyHead title={words.title(topic.slice(0, 80))}>
        {policy.data?.yaml != null && (
          <>
            <Link to="/policies" search={{ edit: `topic:${topic}` }} className={styles.edit}>
              {words.edit}
            </Link>
            <Button onClick={() => setChange({ type: 'takeOff' })}>{words.takeOff}</Button>
          </>
        )}
      </PolicyHead>
      <p className={styles.intro}>{words.about}</p>
      {policy.isPending && <p className={styles.loading}>{texts.common.loading}</p>}
      {policy.isError && policy.data === undefined && <ErrorMessage error={policy.error} onRetry={() => void policy.refetch()} />}
      {policy.data?.version === null && <NoPolicy />}
      {policy.data !== undefined && policy.data.version !== null && (
        <Versions policy={policy.data} search={search} onGo={onGo} onRollBack={(version) => setChange({ type: 'rollBack', version })} />
      )}
      <ChangeWindow topic={topic} change={change} onClose={() => setChange(null)} />
    </>
  );
}

function NoPolicy() {
  const words = useTexts().policies;
  return (
    <StateMessage
      title={words.versions.none}
      actions={
        <Link to="/policies" search={{}}>
          {words.bench.toStart}
        </Link>
      }
    >
      {words.versions.noneText}
    </StateMessage>
  );
}

interface VersionsProps extends Omit<TopicPageProps, 'topic'> {
  readonly policy: TopicPolicyAnswer;
  readonly onRollBack: (version: number) => void;
}

function Versions({ policy, search, onGo, onRollBack }: VersionsProps) {
  return (
    <>
      <VersionList policy={policy} onCompare={(left, right) => onGo({ left: String(left), right: String(right) }, true)} onRollBack={onRollBack} />
      <VersionDiff versions={policy.versions} left={search.left} right={search.right} onGo={onGo} />
      <RuleOutcomes policy={policy} />
    </>
  );
}
