// The page of objects: one object's life, or a list to begin from. All of it stands in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useKeys } from '../../parts/use-keys.ts';
import { useTitle } from '../../parts/use-title.ts';
import { useClusters } from '../../query/clusters.ts';
import type { PlaceInCluster } from '../../query/objects.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import { splitResource, writePlace } from '../../show/object-place.ts';
import type { GoObjects } from './go.ts';
import { ObjectBar } from './object-bar.tsx';
import { ObjectList } from './object-list.tsx';
import { OneObject } from './one-object.tsx';
import styles from './objects-page.module.css';

export function ObjectsPage() {
  const words = useTexts().objects;
  const search = useSearch({ from: '/signed-in/objects' });
  const navigate = useNavigate({ from: '/objects' });
  const go: GoObjects = (change, replace = false) => void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const clusters = useClusters().data;
  const cluster = search.cluster ?? (clusters?.length === 1 ? clusters[0].name : undefined);
  const place = placeOf(search, cluster);
  const box = useRef<HTMLInputElement>(null);
  useTitle(place === null ? words.title : `${writePlace(place).slice(0, 120)} · ${words.title}`);
  useKeys({
    '/': (event) => {
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    },
  });
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{words.title}</h1>
      <ObjectBar search={search} cluster={cluster} box={box} onGo={go} />
      {place === null ? <ObjectList search={search} onGo={go} /> : <OneObject key={JSON.stringify(place)} place={place} search={search} onGo={go} />}
    </div>
  );
}

/** Null where no object is chosen yet. */
function placeOf({ resource, namespace, name }: ObjectsSearch, cluster: string | undefined): PlaceInCluster | null {
  if (cluster === undefined || resource === undefined || name === undefined) return null;
  return { cluster, ...splitResource(resource), namespace: namespace ?? '', name };
}
