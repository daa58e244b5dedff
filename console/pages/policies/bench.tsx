// The place where a policy is worked on: finds the text that it begins with.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { findPreset } from '../../../src/policy/presets/presets.ts';
import { printDraft } from '../../../src/policy/print-draft.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { topicPolicyQuery } from '../../query/policies.ts';
import { installedPolicyQuery } from '../../query/unseen.ts';
import type { PoliciesSearch } from '../../search-params.ts';
import { readChoices } from './choices-text.ts';
import { textOfChoices } from './choices-form.tsx';
import type { Go } from './go.ts';
import { OpenBench } from './open-bench.tsx';
import { PolicyHead } from './policy-head.tsx';
import styles from './policies-page.module.css';

export interface BenchProps {
  /** As in the address. */
  readonly source: string;
  readonly search: PoliciesSearch;
  readonly onGo: Go;
}

export function Bench(props: BenchProps) {
  const texts = useTexts();
  const words = texts.policies.bench;
  const { source, search } = props;
  if (source === 'own') return <OpenBench {...props} title={words.titles.own} original="" />;
  if (source === 'choices') return <OpenBench {...props} title={words.titles.choices} original={textOfChoices(readChoices(search.choices))} />;
  if (source.startsWith('topic:')) return <TopicBench {...props} />;
  if (source.startsWith('cluster:')) return <InstalledBench {...props} />;
  const preset = findPreset(source.slice('preset:'.length));
  if (preset === undefined) return <Missing title={words.missingPreset} />;
  return <OpenBench {...props} title={texts.policyTerms.presets[preset.name].title} original={printDraft(preset.draft)} />;
}

/** The policy of a topic: the version in force, or the one that is named. */
function TopicBench(props: BenchProps) {
  const texts = useTexts();
  const words = texts.policies.bench;
  const [topic, version] = props.source.slice('topic:'.length).split('@');
  const policy = useQuery(topicPolicyQuery(topic));
  if (policy.isPending) return <p className={styles.loading}>{texts.common.loading}</p>;
  if (policy.data === undefined) return <ErrorMessage error={policy.error} onRetry={() => void policy.refetch()} />;
  const { data } = policy;
  const found = version === undefined ? data : data.versions.find((one) => one.version === Number(version));
  if (found === undefined) return <Missing title={words.missingVersion} />;
  return <OpenBench {...props} title={words.ofTopic(topic, found.version)} original={found.yaml ?? ''} topic={topic} />;
}

/** What the API servers of a cluster run, as far as it was told; an empty text where it was not. */
function InstalledBench(props: BenchProps) {
  const { common, policies, unseen } = useTexts();
  const [cluster, version] = props.source.slice('cluster:'.length).split('@');
  const policy = useQuery(installedPolicyQuery(cluster));
  if (policy.isPending) return <p className={styles.loading}>{common.loading}</p>;
  if (policy.data === undefined) return <ErrorMessage error={policy.error} onRetry={() => void policy.refetch()} />;
  const found = version === undefined ? policy.data : policy.data.versions.find((one) => one.version === Number(version));
  if (found === undefined) return <Missing title={policies.bench.missingVersion} />;
  return <OpenBench {...props} title={unseen.bench.title(cluster)} original={found.yaml ?? ''} cluster={cluster} />;
}

function Missing({ title }: { readonly title: string }) {
  const words = useTexts().policies;
  return (
    <>
      <PolicyHead title={words.title} />
      <StateMessage
        title={title}
        actions={
          <Link to="/policies" search={{}}>
            {words.bench.toStart}
          </Link>
        }
      />
    </>
  );
}
