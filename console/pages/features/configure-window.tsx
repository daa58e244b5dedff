// The side window "Configure a Feature": the features of one cluster, each with its state and its settings.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { StateMessage } from '../../parts/state-message.tsx';
import type { ClusterEntry } from '../../query/clusters.ts';
import { useAgents } from '../../query/masters.ts';
import { Arrival } from './arrival.tsx';
import { AuditForm } from './audit-form.tsx';
import { CompletenessPanel } from './completeness-panel.tsx';
import { AuditResult, type AuditOutcome } from './audit-result.tsx';
import { MastersPanel } from './masters-panel.tsx';
import styles from './configure-window.module.css';

export interface ConfigureWindowProps {
  /** Undefined while they are being loaded. */
  readonly clusters: readonly ClusterEntry[] | undefined;
  /** The cluster to configure; null = the window is closed. */
  readonly name: string | null;
  readonly isEditing: boolean;
  readonly onEdit: (isEditing: boolean) => void;
  readonly onClose: () => void;
}

export function ConfigureWindow({ clusters, name, isEditing, onEdit, onClose }: ConfigureWindowProps) {
  const texts = useTexts();
  const words = texts.features.configure;
  const cluster = clusters?.find((entry) => entry.name === name);
  return (
    <Overlay
      form="side"
      isOpen={name !== null && clusters !== undefined}
      onClose={onClose}
      title={words.title}
      subtitle={cluster !== undefined && words.of(cluster.name, cluster.region)}
      closeLabel={words.close}
    >
      {cluster === undefined ? (
        name !== null && <StateMessage title={words.missing(name.slice(0, 80))} />
      ) : (
        <AuditCard key={cluster.name} cluster={cluster} isEditing={isEditing} onEdit={onEdit} />
      )}
    </Overlay>
  );
}

interface AuditCardProps {
  readonly cluster: ClusterEntry;
  readonly isEditing: boolean;
  readonly onEdit: (isEditing: boolean) => void;
}

function AuditCard({ cluster, isEditing, onEdit }: AuditCardProps) {
  const texts = useTexts();
  const words = texts.features.configure;
  const [outcome, setOutcome] = useState<AuditOutcome | null>(null);
  const { audit } = cluster;
  // Where agents carry it out, nobody has to put anything on a master.
  const hasAgents = (useAgents(cluster.name).data?.agents.length ?? 0) > 0;
  return (
    <section className={styles.card} aria-labelledby="feature-audit">
      <div className={styles.head}>
        <div className={styles.titles}>
          <h2 id="feature-audit">{words.feature}</h2>
          <StateChip state={audit.state} />
        </div>
        {!isEditing && (
          <Button
            onClick={() => {
              setOutcome(null);
              onEdit(true);
            }}
          >
            {words.edit}
          </Button>
        )}
      </div>
      <p className={styles.about}>{words.about}</p>
      {!isEditing && <AuditFacts cluster={cluster} />}
      {isEditing ? (
        <AuditForm
          cluster={cluster}
          onCancel={() => onEdit(false)}
          onDone={(done) => {
            setOutcome(done);
            onEdit(false);
          }}
        />
      ) : (
        <>
          <MastersPanel cluster={cluster.name} />
          {!hasAgents && <AuditResult cluster={cluster} outcome={outcome} />}
          {cluster.audit.topic !== null && <CompletenessPanel cluster={cluster.name} />}
        </>
      )}
    </section>
  );
}

function AuditFacts({ cluster }: { readonly cluster: ClusterEntry }) {
  const { audit } = cluster;
  const texts = useTexts();
  const words = texts.features.configure;
  return (
    <>
      <Arrival cluster={cluster} />
      {audit.topic !== null && (
        <dl className={styles.facts}>
          <dt>{words.logset}</dt>
          <dd>{audit.logset}</dd>
          <dt>{words.topic}</dt>
          <dd>{audit.topic}</dd>
          {audit.retentionDays !== null && (
            <>
              <dt>{words.retention}</dt>
              <dd>{words.days(audit.retentionDays)}</dd>
            </>
          )}
        </dl>
      )}
    </>
  );
}
