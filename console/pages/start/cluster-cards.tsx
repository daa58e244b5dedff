// How each cluster is: whether auditing is on, when it was last heard of, whether anything is missing. Problems first.
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { StateChip } from '../../parts/state-chip.tsx';
import { useClusters, type ClusterEntry, type FeatureState } from '../../query/clusters.ts';
import { useCompleteness } from '../../query/completeness.ts';
import { showTime } from '../../show/show-time.ts';
import styles from './cluster-cards.module.css';

/** Each card asks for its own account: of a fleet only the first are shown here. */
const maxCards = 12;
const order: Readonly<Record<FeatureState, number>> = { Failed: 0, Enabling: 1, Disabling: 1, Enabled: 2, Disabled: 3 };

export function ClusterCards() {
  const texts = useTexts();
  const words = texts.start;
  const { data } = useClusters();
  if (data === undefined) return null;
  const sorted = [...data].sort((a, b) => order[a.audit.state] - order[b.audit.state] || (a.name < b.name ? -1 : 1));
  return (
    <section aria-labelledby="start-clusters">
      <h2 id="start-clusters" className={styles.title}>
        {words.clusters}
      </h2>
      {data.length === 0 && (
        <p className={styles.none}>
          {words.noCluster}{' '}
          <Link to="/cluster-ops/features" search={{ add: 'cluster' }}>
            {words.addCluster}
          </Link>
        </p>
      )}
      <ul className={styles.cards}>
        {sorted.slice(0, maxCards).map((cluster) => (
          <li key={cluster.name}>
            <ClusterCard cluster={cluster} />
          </li>
        ))}
      </ul>
      {sorted.length > maxCards && (
        <Link to="/cluster-ops/features" search={{}} className={styles.none}>
          {words.moreClusters(sorted.length - maxCards)}
        </Link>
      )}
    </section>
  );
}

function ClusterCard({ cluster }: { readonly cluster: ClusterEntry }) {
  const texts = useTexts();
  const words = texts.start;
  const { name, region, audit, lastEventAt, events, bytes } = cluster;
  return (
    <div className={styles.card}>
      <div className={styles.head}>
        <Link to="/cluster-ops/features" search={{ set: name }} className={styles.name}>
          {name}
        </Link>
        <span className={styles.soft}>{region}</span>
        <StateChip state={audit.state} />
      </div>
      <p>
        <span className={styles.soft}>{words.lastEvent}</span> {showTime(lastEventAt)?.full.replace(/\.\d+/, '') ?? texts.features.none}
      </p>
      {events !== null && events > 0 && (
        <p>
          <Link to="/explore" search={{ cluster: name }}>
            {texts.features.size(events, texts.bytes(bytes ?? 0))}
          </Link>
        </p>
      )}
      {audit.state === 'Enabled' && <Account cluster={name} />}
    </div>
  );
}

const marks = { complete: '✓', incomplete: '✕', settling: '◷', unknown: '?' };

function Account({ cluster }: { readonly cluster: string }) {
  const words = useTexts().completeness;
  const { data } = useCompleteness(cluster);
  if (data === undefined) return <p className={styles.soft}>…</p>;
  return (
    <p>
      <span className={styles.soft}>{words.title}</span>{' '}
      <span className={styles[data.status]}>
        <span aria-hidden="true">{marks[data.status]}</span> {words.statuses[data.status]}
      </span>
    </p>
  );
}
