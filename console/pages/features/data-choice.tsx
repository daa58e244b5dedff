// What becomes of the stored events when auditing is disabled.
import { useTexts } from '../../i18n/texts.ts';
import { Choice } from '../../parts/field.tsx';
import type { ClusterEntry } from '../../query/clusters.ts';
import styles from './audit-form.module.css';

export interface DataChoiceProps {
  readonly cluster: ClusterEntry;
  readonly deletesData: boolean;
  readonly onChange: (deletesData: boolean) => void;
}

export function DataChoice({ cluster, deletesData, onChange }: DataChoiceProps) {
  const words = useTexts().features.form;
  // The count may lag behind: no number is better than a wrong `0`.
  const events = (cluster.events ?? 0) === 0 ? words.events : words.eventCount(cluster.events ?? 0);
  return (
    <fieldset className={styles.group}>
      <legend>{words.dataTitle}</legend>
      <Choice
        type="radio"
        name="data"
        label={words.keep}
        hint={words.keepHint(cluster.audit.topic ?? '')}
        checked={!deletesData}
        onChange={() => onChange(false)}
      />
      <Choice type="radio" name="data" label={words.remove} hint={words.removeHint(events)} checked={deletesData} onChange={() => onChange(true)} />
    </fieldset>
  );
}
