// Which object: its cluster, its name as people write it, and the time range, in one line.
import { useState, type FormEvent, type RefObject } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { InlineSelect } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useClusters } from '../../query/clusters.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import { readPlace, splitResource, writePlace, writeResource } from '../../show/object-place.ts';
import { TimePicker } from '../explore/time-picker.tsx';
import { nothingOpen, type GoObjects } from './go.ts';
import styles from './object-bar.module.css';

export interface ObjectBarProps {
  readonly search: ObjectsSearch;
  readonly cluster: string | undefined;
  readonly box: RefObject<HTMLInputElement | null>;
  readonly onGo: GoObjects;
}

export function ObjectBar({ search, cluster, box, onGo }: ObjectBarProps) {
  const words = useTexts().objects;
  const written = writtenOf(search);
  const [draft, setDraft] = useDraft(written);
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() === '') return onGo({ resource: undefined, namespace: undefined, name: undefined, ...nothingOpen });
    if (draft === written) return undefined;
    const place = readPlace(draft);
    setFault(place === null ? words.notUnderstood : cluster === undefined ? words.chooseCluster : null);
    if (place === null) return undefined;
    return onGo({ cluster, resource: writeResource(place), namespace: place.namespace === '' ? undefined : place.namespace, name: place.name, ...nothingOpen });
  };
  return (
    <>
      <form className={styles.bar} role="search" onSubmit={submit}>
        <ClusterSelect cluster={cluster} onChange={(next) => onGo({ cluster: next })} />
        <div className={styles.box}>
          <Icon name="objects" />
          <input
            ref={box}
            type="text"
            name="object"
            aria-label={words.box}
            placeholder={words.placeholder}
            value={draft}
            aria-invalid={fault !== null}
            aria-describedby="object-fault"
            onChange={(event) => {
              setDraft(event.target.value);
              setFault(null);
            }}
            onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </div>
        <TimePicker range={search} onChange={(range) => onGo(range)} />
        <Button look="primary" type="submit">
          {words.show}
          <span aria-hidden="true">⏎</span>
        </Button>
      </form>
      <p id="object-fault" role="alert" className={fault === null ? 'visually-hidden' : styles.fault}>
        {fault}
      </p>
    </>
  );
}

function writtenOf({ resource, namespace, name }: ObjectsSearch): string {
  if (resource === undefined || name === undefined) return '';
  return writePlace({ ...splitResource(resource), namespace: namespace ?? '', name });
}

/** What stands in the box: what was typed, until another object comes by the address. */
function useDraft(written: string) {
  const [draft, setDraft] = useState(written);
  const [last, setLast] = useState(written);
  if (written !== last) {
    setLast(written);
    setDraft(written);
  }
  return [draft, setDraft] as const;
}

function ClusterSelect({ cluster, onChange }: { readonly cluster: string | undefined; readonly onChange: (cluster: string | undefined) => void }) {
  const words = useTexts().explore;
  const clusters = useClusters().data ?? [];
  const isUnknown = cluster !== undefined && !clusters.some(({ name }) => name === cluster);
  return (
    <InlineSelect
      label={words.cluster}
      isLabelHidden
      value={cluster ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{words.allClusters}</option>
      {isUnknown && <option value={cluster}>{cluster}</option>}
      {clusters.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </InlineSelect>
  );
}
