// One master: whether its agent is there, how its API server is, what is recorded there, and the way to take its agent's rights away.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import { Value } from '../../parts/value.tsx';
import { useRevoke, type AgentListEntry } from '../../query/masters.ts';
import { showTime } from '../../show/show-time.ts';
import { MutationFault } from './add-cluster.tsx';
import styles from './masters.module.css';

export interface MasterRowProps {
  readonly cluster: string;
  readonly agent: AgentListEntry;
}

export function MasterRow({ cluster, agent }: MasterRowProps) {
  const texts = useTexts();
  const words = texts.masters;
  const [isAsking, setAsking] = useState(false);
  const { node, report } = agent;
  return (
    <li className={styles.master}>
      <div className={styles.row}>
        <span className={styles.name}>{node}</span>
        <Connection agent={agent} />
        <Button look="quiet" aria-label={words.revokeOf(node)} onClick={() => setAsking(true)}>
          {words.revoke}
        </Button>
      </div>
      {report !== null && <Facts report={report} />}
      {report?.cis != null && <Cis cis={report.cis} />}
      {report?.allowsChanges === false && <span className={styles.hint}>{words.readsOnlyHint}</span>}
      {isAsking && <Revoke cluster={cluster} agent={agent} onClose={() => setAsking(false)} />}
    </li>
  );
}

function Connection({ agent: { isConnected, lastSeenAt } }: { readonly agent: AgentListEntry }) {
  const words = useTexts().masters;
  if (isConnected) return <span className={`${styles.tag} ${styles.good}`}>● {words.connected}</span>;
  if (lastSeenAt === null) return <span className={`${styles.tag} ${styles.calm}`}>○ {words.never}</span>;
  return <span className={`${styles.tag} ${styles.bad}`}>✕ {words.away(showTime(lastSeenAt)?.full.replace(/\.\d+/, '') ?? lastSeenAt)}</span>;
}

function Facts({ report }: { readonly report: NonNullable<AgentListEntry['report']> }) {
  const texts = useTexts();
  const words = texts.masters;
  const { apiServer, auditing, flags, kubernetes, disk, lag, allowsChanges, agentVersion } = report;
  const isForeign = auditing === null && Object.keys(flags).length > 0;
  return (
    <div className={styles.facts}>
      <span className={apiServer.ready ? undefined : styles.bad}>{apiServer.ready ? words.ready : words.notReady}</span>
      {apiServer.reason !== null && <ServerWords text={apiServer.reason} max={120} />}
      {kubernetes !== null && <Value text={words.kubernetes(kubernetes)} max={40} />}
      <Value text={auditing === null ? (isForeign ? words.auditing.foreign : words.auditing.off) : words.auditing.on(auditing.mode)} max={80} />
      {auditing !== null && <span>{words.lag(lag.unreadBytes === 0 ? '' : texts.bytes(lag.unreadBytes))}</span>}
      {disk !== null && <span>{words.disk(texts.bytes(disk.usedBytes), texts.bytes(disk.freeBytes))}</span>}
      <Value text={words.agentVersion(agentVersion)} max={40} />
      {!allowsChanges && <span className={styles.busy}>{words.readsOnly}</span>}
    </div>
  );
}

/** What the benchmark asks of the log's flags: met ones by their number, others with what is asked. */
function Cis({ cis }: { readonly cis: NonNullable<NonNullable<AgentListEntry['report']>['cis']> }) {
  const words = useTexts().masters.cis;
  return (
    <ul className={styles.facts} aria-label={words.title}>
      <li>{words.title}</li>
      {cis.map(({ id, flag, least, met, value }) => (
        <li key={id} className={met ? styles.good : styles.bad}>
          {met ? words.met(id) : <Value text={words.notMet(id, `--${flag}`, value ?? '–', least)} max={120} isFixed />}
        </li>
      ))}
    </ul>
  );
}

function Revoke({ cluster, agent: { id, node }, onClose }: MasterRowProps & { readonly onClose: () => void }) {
  const texts = useTexts();
  const words = texts.masters;
  const revoke = useRevoke(cluster);
  return (
    <Notice tone="warn" title={words.revokeOf(node)}>
      <span>{words.revokeSure(node)}</span>
      {revoke.isError && <MutationFault error={revoke.error} />}
      <span className={styles.actions}>
        <Button onClick={onClose}>{texts.common.cancel}</Button>
        <Button look="danger" disabled={revoke.isPending} onClick={() => revoke.mutate(id)}>
          {words.revoke}
        </Button>
      </span>
    </Notice>
  );
}
