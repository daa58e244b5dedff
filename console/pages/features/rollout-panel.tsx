// The newest roll-out over the masters: what the look found, the confirmation, and each step on each master while it happens.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/field.tsx';
import { Notice, type NoticeProps } from '../../parts/notice.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import { Value } from '../../parts/value.tsx';
import { useBeginRollout, useDecideRollout, useRollout, type RolloutContent, type RolloutEntry } from '../../query/masters.ts';
import { MutationFault } from './add-cluster.tsx';
import { RolloutMemberRow } from './rollout-member.tsx';
import styles from './masters.module.css';

const looks: Readonly<Record<RolloutEntry['state'], Pick<NoticeProps, 'tone' | 'icon'>>> = {
  checking: { tone: 'info', icon: 'clock' },
  checked: { tone: 'info' },
  running: { tone: 'warn', icon: 'clock' },
  done: { tone: 'ok' },
  failed: { tone: 'bad' },
  cancelled: { tone: 'info' },
};

export function RolloutPanel({ cluster }: { readonly cluster: string }) {
  const words = useTexts().masters.rollout;
  const { data: rollout } = useRollout(cluster);
  if (rollout == null) return null;
  return (
    <section className={styles.panel} aria-labelledby="rollout-title">
      <h3 id="rollout-title">{words.title}</h3>
      <State rollout={rollout} />
      <ul className={styles.list}>
        {rollout.members.map((member) => (
          <RolloutMemberRow key={member.agent} member={member} isOver={rollout.endedAt !== null} />
        ))}
      </ul>
      {rollout.endedAt === null && <Decide key={rollout.id} cluster={cluster} rollout={rollout} />}
      {(rollout.state === 'failed' || rollout.state === 'cancelled') && <Again key={rollout.id} cluster={cluster} rollout={rollout} />}
    </section>
  );
}

function State({ rollout }: { readonly rollout: RolloutEntry }) {
  const words = useTexts().masters.rollout;
  const { action, isMending, state, reason, gate, isCancelling, policy, deleteData } = rollout;
  return (
    <Notice {...looks[state]} isLive title={isMending ? words.mending : words.actions[action]}>
      <span>{isCancelling && state === 'running' ? words.cancelling : words.states[state]}</span>
      {reason !== null && <ServerWords text={reason} />}
      {gate !== null && <Value text={words.gates[gate.why](gate.who)} />}
      {policy !== null && <Value text={policy.isPreset ? words.policy(policy.name) : words.ownPolicy} max={80} />}
      {action === 'disable' && <span>{deleteData ? words.deletesData : words.keepsData}</span>}
    </Notice>
  );
}

function Decide({ cluster, rollout: { id, state, blocked, isCancelling } }: { readonly cluster: string; readonly rollout: RolloutEntry }) {
  const words = useTexts().masters.rollout;
  const decide = useDecideRollout(cluster);
  const [isUnderstood, setUnderstood] = useState(false);
  return (
    <>
      {blocked === 'errors' && <Notice tone="bad">{words.blockedByErrors}</Notice>}
      {state === 'checked' && blocked === null && (
        <Choice type="checkbox" label={words.understood} checked={isUnderstood} onChange={(event) => setUnderstood(event.target.checked)} />
      )}
      {decide.isError && <MutationFault error={decide.error} />}
      <div className={styles.actions}>
        {!isCancelling && (
          <Button disabled={decide.isPending} onClick={() => decide.mutate({ id, decision: 'cancel' })}>
            {words.cancel}
          </Button>
        )}
        {state === 'checked' && blocked === null && (
          <Button look="primary" disabled={!isUnderstood || decide.isPending} onClick={() => decide.mutate({ id, decision: 'confirm' })}>
            {words.confirm}
          </Button>
        )}
      </div>
    </>
  );
}

/** The same once more: what is right by now does not restart. */
function Again({ cluster, rollout }: { readonly cluster: string; readonly rollout: RolloutEntry }) {
  const words = useTexts().masters.rollout;
  const begin = useBeginRollout();
  return (
    <>
      {begin.isError && <MutationFault error={begin.error} />}
      <div className={styles.actions}>
        <Button disabled={begin.isPending} onClick={() => begin.mutate({ cluster, ...contentOf(rollout) })}>
          {words.again}
        </Button>
      </div>
    </>
  );
}

/** A preset is named; any other policy is its text. */
function contentOf({ action, isMending, policy, mode, deleteData }: RolloutEntry): RolloutContent {
  if (isMending) return { action: 'mend' };
  if (action === 'disable') return { action, deleteData };
  const given = policy === null ? {} : { policy: policy.isPreset ? policy.name : policy.text };
  return { action, ...given, ...(action === 'enable' && mode !== null ? { mode } : {}) };
}
