// The settings of Cluster Audit: on or off, where the events go, and what each choice costs, said where it is made.
import { useState, type FormEvent } from 'react';
import type { AuditFeatureContent } from '../../../src/api/contract/features.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useSetAudit, useWebhookConfig, type ClusterEntry } from '../../query/clusters.ts';
import { MutationFault } from './add-cluster.tsx';
import type { AuditOutcome } from './audit-result.tsx';
import { DataChoice } from './data-choice.tsx';
import { TopicChoice, useTopicChoice } from './topic-choice.tsx';
import styles from './audit-form.module.css';

export interface AuditFormProps {
  readonly cluster: ClusterEntry;
  readonly onCancel: () => void;
  readonly onDone: (outcome: AuditOutcome | null) => void;
}

export function AuditForm({ cluster, onCancel, onDone }: AuditFormProps) {
  const texts = useTexts();
  const words = texts.features.form;
  const wasEnabled = cluster.audit.state !== 'Disabled';
  const [isEnabled, setEnabled] = useState(wasEnabled);
  const [deletesData, setDeletesData] = useState(false);
  const choice = useTopicChoice(cluster);
  const save = useSave(cluster, onDone);
  const isReady = isEnabled ? choice.isComplete : wasEnabled;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) save.run(isEnabled ? { enabled: true, ...choice.content } : { enabled: false, ...(deletesData ? { deleteData: true } : {}) });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Choice type="checkbox" label={words.enable} checked={isEnabled} onChange={(event) => setEnabled(event.target.checked)} />
      {isEnabled && <TopicChoice cluster={cluster} choice={choice} />}
      {!isEnabled && wasEnabled && <DataChoice cluster={cluster} deletesData={deletesData} onChange={setDeletesData} />}
      <Costs isEnabled={isEnabled} wasEnabled={wasEnabled} />
      {save.error !== null && <MutationFault error={save.error} />}
      <div className={styles.actions}>
        <Button onClick={onCancel}>{texts.common.cancel}</Button>
        <Button type="submit" look={!isEnabled && deletesData ? 'danger' : 'primary'} disabled={save.isPending || !isReady}>
          {save.isPending ? words.saving : texts.common.ok}
        </Button>
      </div>
    </form>
  );
}

/** What the change costs the cluster. */
function Costs({ isEnabled, wasEnabled }: { readonly isEnabled: boolean; readonly wasEnabled: boolean }) {
  const words = useTexts().features.form;
  if (isEnabled === wasEnabled) return null;
  return (
    <>
      <Notice tone="warn" title={words.restartTitle}>
        {words.restart}
      </Notice>
      {isEnabled && (
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
