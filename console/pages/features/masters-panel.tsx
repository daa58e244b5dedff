// The masters of a cluster that have an agent: how each one is, where it has drifted, and the way in for another one.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { useServerWords } from '../../parts/use-server-words.ts';
import { Value } from '../../parts/value.tsx';
import { useAgents, useBeginRollout, useRollout, type AgentListEntry } from '../../query/masters.ts';
import { MutationFault } from './add-cluster.tsx';
import { EnrolBox } from './enrol-box.tsx';
import { MasterRow } from './master-row.tsx';
import { RolloutPanel } from './rollout-panel.tsx';
import styles from './masters.module.css';

export function MastersPanel({ cluster }: { readonly cluster: string }) {
  const texts = useTexts();
  const words = texts.masters;
  const agents = useAgents(cluster);
  const [isEnrolling, setEnrolling] = useState(false);
  return (
    <section className={styles.panel} aria-labelledby="masters-title">
      <div className={styles.head}>
        <h3 id="masters-title">{words.title}</h3>
        {!isEnrolling && (
          <Button onClick={() => setEnrolling(true)}>
            <Icon name="plus" />
            {words.enrol.open}
          </Button>
        )}
      </div>
      <p className={styles.about}>{words.about}</p>
      {isEnrolling && <EnrolBox cluster={cluster} onClose={() => setEnrolling(false)} />}
      {agents.data === undefined && agents.isError && <ErrorMessage error={agents.error} onRetry={() => void agents.refetch()} />}
      {agents.data?.agents.length === 0 && <p className={styles.about}>{words.none}</p>}
      {agents.data !== undefined && agents.data.agents.length > 0 && (
        <>
          <ul className={styles.list}>
            {agents.data.agents.map((agent) => (
              <MasterRow key={agent.id} cluster={cluster} agent={agent} />
            ))}
          </ul>
          {agents.data.unmanaged.length > 0 && (
            <Notice tone="warn">
              <Value text={words.unmanaged(agents.data.unmanaged.join(', '))} />
            </Notice>
          )}
          <Drift cluster={cluster} agents={agents.data.agents} canMend={agents.data.canMend} />
          <RolloutPanel cluster={cluster} />
        </>
      )}
    </section>
  );
}

interface DriftProps {
  readonly cluster: string;
  readonly agents: readonly AgentListEntry[];
  readonly canMend: boolean;
}

/** What differs, and how to put it right; not while a roll-out is under way. */
function Drift({ cluster, agents, canMend }: DriftProps) {
  const words = useTexts().masters;
  const rollout = useRollout(cluster);
  const begin = useBeginRollout();
  const say = useServerWords();
  const drifted = agents.filter(({ drift }) => drift.length > 0);
  if (drifted.length === 0 || rollout.data?.endedAt === null) return null;
  return (
    <Notice tone="warn" title={drifted.map(({ node }) => words.driftTitle(node)).join(' · ')}>
      {drifted.map(({ id, node, drift }) => (
        <ul key={id} className={styles.drift} aria-label={node}>
          {drift.map(({ code, subject, was, now }) => (
            <li key={`${code} ${subject}`}>
              <Value text={words.drift[code](subject, was ?? '–', code === 'kubeadm_unread' && now !== null ? say(now).text : (now ?? '–'))} />
            </li>
          ))}
        </ul>
      ))}
      {canMend && (
        <>
          <span className={styles.hint}>{words.mendHint}</span>
          <span>
            <Button disabled={begin.isPending} onClick={() => begin.mutate({ cluster, action: 'mend' })}>
              {words.mend}
            </Button>
          </span>
        </>
      )}
      {begin.isError && <MutationFault error={begin.error} />}
    </Notice>
  );
}
