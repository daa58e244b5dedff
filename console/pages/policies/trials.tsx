// The open policy tried on what is stored: replay and suggestions, for one time range and cluster.
import { Tabs } from '@base-ui/react/tabs';
import { useTexts } from '../../i18n/texts.ts';
import { InlineSelect } from '../../parts/field.tsx';
import { useClusters } from '../../query/clusters.ts';
import type { PoliciesSearch } from '../../search-params.ts';
import { TimePicker } from '../explore/time-picker.tsx';
import type { CheckedText } from './check-text.ts';
import type { Go } from './go.ts';
import { ReplayPanel } from './replay-panel.tsx';
import { SuggestPanel } from './suggest-panel.tsx';
import styles from './trials.module.css';

export interface TrialProps {
  readonly search: PoliciesSearch;
  readonly onGo: Go;
  readonly checked: CheckedText | null;
  /** `1.36` */
  readonly kubernetes: string;
  readonly onRule: (rule: number) => void;
}

export interface TrialsProps extends TrialProps {
  /** Puts another policy into the editor. */
  readonly onUse: (text: string) => void;
}

export function Trials({ onUse, ...trial }: TrialsProps) {
  const words = useTexts().policies.trials;
  const { search, onGo } = trial;
  return (
    <section className={styles.trials} aria-label={words.label}>
      <Tabs.Root value={search.tab ?? 'replay'} onValueChange={(tab) => onGo({ tab: tab === 'suggest' ? 'suggest' : undefined }, true)}>
        <div className={styles.head}>
          <Tabs.List className={styles.tabs} activateOnFocus>
            <Tabs.Tab value="replay" className={styles.tab}>
              {words.replay}
            </Tabs.Tab>
            <Tabs.Tab value="suggest" className={styles.tab}>
              {words.suggest}
            </Tabs.Tab>
          </Tabs.List>
          <div className={styles.where}>
            <ClusterSelect cluster={search.cluster} onChange={(cluster) => onGo({ cluster }, true)} />
            <TimePicker range={search} onChange={(range) => onGo(range, true)} />
          </div>
        </div>
        {/* Both stay: what was asked for is there when one comes back to it. */}
        <Tabs.Panel value="replay" className={styles.panel} keepMounted>
          <ReplayPanel {...trial} />
        </Tabs.Panel>
        <Tabs.Panel value="suggest" className={styles.panel} keepMounted>
          <SuggestPanel {...trial} onUse={onUse} />
        </Tabs.Panel>
      </Tabs.Root>
    </section>
  );
}

function ClusterSelect({ cluster, onChange }: { readonly cluster: string | undefined; readonly onChange: (cluster: string | undefined) => void }) {
  const words = useTexts().policies.trials;
  const clusters = useClusters();
  const names = [...new Set([...(clusters.data ?? []).map(({ name }) => name), ...(cluster === undefined ? [] : [cluster])])].sort();
  return (
    <InlineSelect
      label={words.cluster}
      isLabelHidden
      value={cluster ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{words.allClusters}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </InlineSelect>
  );
}
