// Feature Management: the region at the top, the clusters of it with the state of their features, and the window that sets them.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { InlineSelect } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { useClusters, useRegions, type ClusterEntry } from '../../query/clusters.ts';
import type { FeaturesSearch } from '../../search-params.ts';
import { AddCluster } from './add-cluster.tsx';
import { ClusterTable } from './cluster-table.tsx';
import { ConfigureWindow } from './configure-window.tsx';
import styles from './features-page.module.css';

export function FeaturesPage() {
  const texts = useTexts();
  useTitle(texts.features.title);
  const search = useSearch({ from: '/signed-in/cluster-ops/features' });
  const navigate = useNavigate({ from: '/cluster-ops/features' });
  const clusters = useClusters();
  const go = (change: FeaturesSearch) => void navigate({ search: (before) => ({ ...before, ...change }) });
  const shown = clusters.data?.filter(({ region }) => search.region === undefined || region === search.region);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{texts.features.title}</h1>
        <p className={styles.intro}>{texts.features.intro}</p>
        <div className={styles.tools}>
          <RegionSelect region={search.region} onChange={(region) => go({ region })} />
          <Button look="primary" onClick={() => go({ add: 'cluster' })}>
            <Icon name="plus" />
            {texts.features.add}
          </Button>
        </div>
      </header>
      {clusters.isPending && <p className={styles.loading}>{texts.common.loading}</p>}
      {clusters.isError && clusters.data === undefined && <ErrorMessage error={clusters.error} onRetry={() => void clusters.refetch()} />}
      {shown !== undefined && shown.length > 0 && <ClusterTable clusters={shown} onSet={(set) => go({ set })} />}
      {shown !== undefined && shown.length === 0 && <NoClusters clusters={clusters.data ?? []} region={search.region} go={go} />}
      <AddCluster isOpen={search.add === 'cluster'} onClose={() => go({ add: undefined })} onAdded={() => go({ add: undefined, region: undefined })} />
      <ConfigureWindow
        clusters={clusters.data}
        name={search.set ?? null}
        isEditing={search.edit === 'audit'}
        onEdit={(isEditing) => go({ edit: isEditing ? 'audit' : undefined })}
        onClose={() => go({ set: undefined, edit: undefined })}
      />
    </div>
  );
}

function RegionSelect({ region, onChange }: { readonly region: string | undefined; readonly onChange: (region: string | undefined) => void }) {
  const texts = useTexts();
  const regions = useRegions();
  const names = [...new Set([...(regions.data ?? []), ...(region === undefined ? [] : [region])])].sort();
  return (
    <InlineSelect label={texts.features.region} value={region ?? ''} onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}>
      <option value="">{texts.features.allRegions}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </InlineSelect>
  );
}

interface NoClustersProps {
  readonly clusters: readonly ClusterEntry[];
  readonly region: string | undefined;
  readonly go: (change: FeaturesSearch) => void;
}

function NoClusters({ clusters, region, go }: NoClustersProps) {
  const { empty } = useTexts().features;
  if (clusters.length > 0 && region !== undefined) {
    return (
      <StateMessage title={empty.inRegion(region)} actions={<Button onClick={() => go({ region: undefined })}>{empty.showAll}</Button>}>
        {empty.inRegionText}
      </StateMessage>
    );
  }
  return (
    <StateMessage
      title={empty.title}
      actions={
        <Button look="primary" onClick={() => go({ add: 'cluster' })}>
          {empty.next}
        </Button>
      }
    >
      {empty.text}
    </StateMessage>
  );
}
