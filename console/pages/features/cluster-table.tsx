// The clusters, one row each.
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { Value } from '../../parts/value.tsx';
import type { ClusterEntry } from '../../query/clusters.ts';
import { showTime } from '../../show/show-time.ts';
import styles from './cluster-table.module.css';

export interface ClusterTableProps {
  readonly clusters: readonly ClusterEntry[];
  readonly onSet: (cluster: string) => void;
}

export function ClusterTable({ clusters, onSet }: ClusterTableProps) {
  const { features } = useTexts();
  const { columns } = features;
  return (
    <div className={styles.wrap}>
      <table className={styles.table} aria-label={features.table}>
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col" className={styles.region}>
              {columns.region}
            </th>
            <th scope="col">{columns.audit}</th>
            <th scope="col" className={styles.topic}>
              {columns.topic}
            </th>
            <th scope="col" className={styles.number}>
              {columns.events}
            </th>
            <th scope="col" className={styles.newest}>
              {columns.newest}
            </th>
            <th scope="col" className={styles.action}>
              <span className="visually-hidden">{columns.action}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {clusters.map((cluster) => (
            <ClusterRow key={cluster.name} cluster={cluster} onSet={() => onSet(cluster.name)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ClusterRow({ cluster, onSet }: { readonly cluster: ClusterEntry; readonly onSet: () => void }) {
  const texts = useTexts();
  const { name, region, displayName, audit, events, bytes, lastEventAt } = cluster;
  const hasTitle = displayName !== '' && displayName !== name;
  return (
    <tr>
      <th scope="row">
        <span className={styles.name}>{name}</span>
        {hasTitle && (
          <span className={styles.second}>
            <Value text={displayName} max={80} isFixed />
          </span>
        )}
      </th>
      <td className={styles.region}>{region}</td>
      <td>
        <StateChip state={audit.state} />
      </td>
      <td className={styles.topic}>{audit.topic ?? texts.features.none}</td>
      <td className={styles.number}>{events === null ? texts.features.none : events === 0 ? '0' : texts.features.size(events, texts.bytes(bytes ?? 0))}</td>
      <td className={styles.newest}>{showTime(lastEventAt)?.full.replace(/\.\d+/, '') ?? texts.features.none}</td>
      <td className={styles.action}>
        {(events ?? 0) > 0 && (
          <Link className={styles.link} to="/explore" search={{ cluster: name }} aria-label={texts.features.exploreFor(name)}>
            {texts.features.explore}
          </Link>
        )}
        <Button look="quiet" onClick={onSet} aria-label={texts.features.setFor(name)}>
          {texts.features.set}
        </Button>
      </td>
    </tr>
  );
}
