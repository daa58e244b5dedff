// The settings of Cluster Audit: on or off, where the events go, and what each choice costs, said where it is made.
import { useState, type FormEvent } from 'react';
import type { AuditFeatureContent } from '../../../src/api/contract/features.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useSetAudit, useWebhookConfig, type ClusterEntry } from '../../query/clusters.ts';
import { useAgents, useBeginRollout, type AgentListEntry, type RolloutContent } from '../../query/masters.ts';
import { MutationFault } from './add-cluster.tsx';
import type { AuditOutcome } from './audit-result.tsx';
import { DataChoice } from './data-choice.tsx';
import { RestartOrder, RolloutChoice, useRolloutChoice } from './rollout-choice.tsx';
import { TopicChoice, useTopicChoice } from './topic-choice.tsx';
import styles from './audit-form.module.css';

export interface AuditFormProps {
  readonly cluster: ClusterEntry;
  readonly onCancel: () => void;
  readonly onDone: (outcome: AuditOutcome | null) => void;
}

/** Where masters have agents, OK has them looked at; where none has, it sets the feature, and the masters are the user's. */
export function AuditForm({ cluster, onCancel, onDone }: AuditFormProps) {
  const texts = useTexts();
  const agents = useAgents(cluster.name).data?.agents;
  if (agents === undefined) return <p>{texts.common.loading}</p>;
  return <LoadedForm cluster={cluster} agents={agents} onCancel={onCancel} onDone={onDone} />;
}

function LoadedForm({ cluster, agents, onCancel, onDone }: AuditFormProps & { readonly agents: readonly AgentListEntry[] }) {
  const texts = useTexts();
  const words = texts.features.form;
  const isManaged = agents.length > 0;
  const wasEnabled = cluster.audit.state !== 'Disabled';
  const [isEnabled, setEnabled] = useState(wasEnabled);
  const [deletesData, setDeletesData] = useState(false);
  const topic = useTopicChoice(cluster);
  const rollout = useRolloutChoice(agents);
  const work = useWork(cluster, isManaged, onDone);
  const isReady = isEnabled ? topic.isComplete : wasEnabled;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) work.run(isEnabled ? { enabled: true, ...topic.content } : { enabled: false, ...(deletesData ? { deleteData: true } : {}) }, rollout.content);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Choice type="checkbox" label={words.enable} checked={isEnabled} onChange={(event) => setEnabled(event.target.checked)} />
      {isEnabled && <TopicChoice cluster={cluster} choice={topic} />}
      {isEnabled && isManaged && <RolloutChoice choice={rollout} />}
      {!isEnabled && wasEnabled && <DataChoice cluster={cluster} deletesData={deletesData} onChange={setDeletesData} />}
      <Costs isEnabled={isEnabled} wasEnabled={wasEnabled} agents={agents} />
      {work.error !== null && <MutationFault error={work.error} />}
      <div className={styles.actions}>
        <Button onClick={onCancel}>{texts.common.cancel}</Button>
        <Button type="submit" look={deletesData && !isEnabled ? 'danger' : 'primary'} disabled={work.isPending || !isReady}>
          {work.isPending ? words.saving : work.caption}
        </Button>
      </div>
    </form>
  );
}

/** What OK does: has the masters looked at, or sets the feature. */
function useWork(cluster: ClusterEntry, isManaged: boolean, onDone: (outcome: AuditOutcome | null) => void) {
  const texts = useTexts();
  const save = useSave(cluster, onDone);
  const begin = useBegin(cluster, onDone);
  const caption = isManaged ? texts.masters.form.look : texts.common.ok;
  const run = (feature: AuditFeatureContent, rollout: Pick<RolloutContent, 'policy' | 'mode'>) => {
    const { enabled, ...content } = feature;
    if (!isManaged) save.run(feature);
    else begin.run(enabled ? { action: 'enable', ...content, ...rollout } : { action: 'disable', ...content });
  };
  const { isPending, error } = isManaged ? begin : save;
  return { run, isPending, error, caption };
}

/** Nothing is touched by it: the look at the masters begins. */
function useBegin(cluster: ClusterEntry, onDone: (outcome: AuditOutcome | null) => void) {
  const begin = useBeginRollout();
  return {
    run: (content: RolloutContent) => begin.mutate({ cluster: cluster.name, ...content }, { onSuccess: () => onDone(null) }),
    isPending: begin.isPending,
    error: begin.error,
  };
}

interface CostsProps {
  readonly isEnabled: boolean;
  readonly wasEnabled: boolean;
  readonly agents: readonly AgentListEntry[];
}

/** What the change costs the cluster. */
function Costs({ isEnabled, wasEnabled, agents }: CostsProps) {
  const words = useTexts().features.form;
  const isChange = isEnabled !== wasEnabled;
  const isManaged = agents.length > 0;
  return (
    <>
      {isManaged && (isEnabled || wasEnabled) && <RestartOrder agents={agents} />}
      {!isManaged && isChange && (
        <Notice tone="warn" title={words.restartTitle}>
          {words.restart}
        </Notice>
      )}
      {isChange && isEnabled && (
        <Notice tone="info" icon="disk" title={words.diskTitle}>
          {words.disk}
        </Notice>
      )}
    </>
  );
}

/** Sets the feature; when that makes a cluster's first token, the file for its API servers is made along with it. */
function useSave(cluster: ClusterEntry, onDone: (outcome: AuditOutcome | null) => void) {
  const set = useSetAudit(cluster.name);
  const webhook = useWebhookConfig(cluster.name);
  const run = async (content: AuditFeatureContent) => {
    const answer = await set.mutateAsync(content);
    if (!content.enabled) {
      onDone({ type: 'disabled', isDeleted: content.deleteData === true });
      return;
    }
    // The state stands; a file that could not be made can be asked for again.
    const config = answer.ingest === undefined ? null : await webhook.mutateAsync().catch(() => null);
    onDone({ type: 'enabled', ingest: answer.ingest ?? null, config });
  };
  return {
    run: (content: AuditFeatureContent) => void run(content).catch(() => undefined),
    isPending: set.isPending || webhook.isPending,
    error: set.error,
  };
}
