// Health: the way of the events from each API server to the disk, where they are lost, and how long the disk lasts.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { InlineSelect } from '../../parts/field.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { useClusters, type ClusterEntry } from '../../query/clusters.ts';
import { useCompleteness } from '../../query/completeness.ts';
import { DiskPanel } from './disk-panel.tsx';
import { FlowPanel } from './flow-panel.tsx';
import { GapsPanel } from './gaps-panel.tsx';
import { QuarantinePanel } from './quarantine-panel.tsx';
import { StorePanel } from './store-panel.tsx';
import styles from './health.module.css';

export function HealthPage() {
  const texts = useTexts();
  const words = texts.health;
  useTitle(words.title);
  const { cluster } = useSearch({ from: '/signed-in/cluster-ops/health' });
  const navigate = useNavigate({ from: '/cluster-ops/health' });
  const clusters = useClusters();
  const shown = cluster ?? firstOf(clusters.data ?? []);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{words.title}</h1>
          <p className={styles.intro}>{words.intro}</p>
        </div>
        {clusters.data !== undefined && clusters.data.length > 0 && (
          <InlineSelect label={words.cluster} value={shown} onChange={(event) => void navigate({ search: { cluster: event.target.value } })}>
            {namesOf(clusters.data, cluster).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </InlineSelect>
        )}
      </header>
      {clusters.isError && clusters.data === undefined && <ErrorMessage error={clusters.error} onRetry={() => void clusters.refetch()} />}
      {shown !== undefined && <OfCluster key={shown} cluster={shown} />}
      <div className={styles.pair}>
        <DiskPanel />
        <StorePanel />
      </div>
    </div>
  );
}

/** The account of the API servers is asked once for both panels. */
function OfCluster({ cluster }: { readonly cluster: string }) {
  const { data, error, refetch } = useCompleteness(cluster);
  return (
    <>
      {data === undefined && error !== null && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <div className={styles.ghost} aria-busy="true" />}
      {data !== undefined && (
        <>
          <FlowPanel account={data} />
          <GapsPanel account={data} />
        </>
      )}
      <QuarantinePanel cluster={cluster} />
    </>
  );
}

/** One with auditing on, where there is any. */
function firstOf(clusters: readonly ClusterEntry[]): string | undefined {
  return (clusters.find(({ audit }) => audit.state !== 'Disabled') ?? clusters[0])?.name;
}

function namesOf(clusters: readonly ClusterEntry[], asked: string | undefined): readonly string[] {
  const names = clusters.map(({ name }) => name);
  return asked === undefined || names.includes(asked) ? names : [...names, asked];
}
