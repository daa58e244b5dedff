// The saved searches beside the query box: open one, save what is shown, rename, replace, delete.
import { Popover } from '@base-ui/react/popover';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SavedSearchBody, SavedSearchEntry } from '../../../../src/api/contract/searches.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Icon } from '../../../parts/icon.tsx';
import { ErrorMessage } from '../../../parts/state-message.tsx';
import { searchesQuery, useChangeSearches } from '../../../query/searches.ts';
import type { ExploreSearch } from '../../../search-params.ts';
import { NameForm } from './name-form.tsx';
import { RemoveLine } from './remove-line.tsx';
import { SavedLine } from './saved-line.tsx';
import styles from './saved-menu.module.css';

export interface SavedMenuProps {
  readonly search: ExploreSearch;
  readonly onGo: (change: ExploreSearch) => void;
}

export function SavedMenu({ search, onGo }: SavedMenuProps) {
  const words = useTexts().explore.saved;
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className={styles.trigger} aria-label={words.menu} title={words.menu}>
        <Icon name="star" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className={styles.positioner}>
          <Popover.Popup className={styles.popup} aria-label={words.menu}>
            <Searches
              search={search}
              onOpen={(saved) => {
                setOpen(false);
                onGo(searchOf(saved));
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** What is done to one of the lines. */
type Doing = { readonly id: string; readonly what: 'rename' | 'remove' } | null;

function Searches({ search, onOpen }: { readonly search: ExploreSearch; readonly onOpen: (saved: SavedSearchEntry) => void }) {
  const words = useTexts().explore.saved;
  const saved = useQuery(searchesQuery);
  const change = useChangeSearches();
  const [doing, setDoing] = useState<Doing>(null);
  if (saved.isError) return <ErrorMessage error={saved.error} onRetry={() => void saved.refetch()} />;
  const done = () => setDoing(null);
  const lineOf = (entry: SavedSearchEntry) => {
    const what = doing?.id === entry.id ? doing.what : null;
    if (what === 'remove') return <RemoveLine key={entry.id} saved={entry} onCancel={done} onRemove={() => change.mutate({ type: 'remove', id: entry.id })} />;
    if (what === 'rename') {
      const rename = (name: string) => change.mutateAsync({ type: 'put', id: entry.id, content: { ...contentOf(entry), name } }, { onSuccess: done });
      return (
        <li key={entry.id}>
          <NameForm name={entry.name} submit={words.rename} label={words.renameTitle} onSave={rename} onCancel={done} />
        </li>
      );
    }
    return (
      <SavedLine
        key={entry.id}
        saved={entry}
        isShown={isSame(entry, search)}
        onOpen={() => onOpen(entry)}
        onReplace={() => change.mutate({ type: 'put', id: entry.id, content: { ...bodyOf(search), name: entry.name } })}
        onRename={() => setDoing({ id: entry.id, what: 'rename' })}
        onRemove={() => setDoing({ id: entry.id, what: 'remove' })}
      />
    );
  };
  const add = (name: string) => change.mutateAsync({ type: 'add', content: { ...bodyOf(search), name } });
  return (
    <>
      {saved.data?.length === 0 && <p className={styles.none}>{words.none}</p>}
      <ul className={styles.list}>{saved.data?.map(lineOf)}</ul>
      <NameForm name="" submit={words.save} label={words.saveTitle} hint={words.kept} onSave={add} />
    </>
  );
}

function bodyOf({ q, cluster, from, to, columns }: ExploreSearch): Omit<SavedSearchBody, 'name'> {
  return { query: q ?? '', cluster: cluster ?? null, from: from ?? null, to: to ?? null, columns: columns ?? null };
}

function contentOf({ name, query, cluster, from, to, columns }: SavedSearchEntry): SavedSearchBody {
  return { name, query, cluster, from, to, columns };
}

/** All that a saved search says, and nothing of what was shown before. */
function searchOf({ query, cluster, from, to, columns }: SavedSearchEntry): ExploreSearch {
  return {
    q: query === '' ? undefined : query,
    cluster: cluster ?? undefined,
    from: from ?? undefined,
    to: to ?? undefined,
    columns: columns ?? undefined,
    order: undefined,
    sort: undefined,
    live: undefined,
  };
}

function isSame(saved: SavedSearchEntry, search: ExploreSearch): boolean {
  const [a, b] = [contentOf(saved), bodyOf(search)];
  return a.query === b.query && a.cluster === b.cluster && a.from === b.from && a.to === b.to && a.columns === b.columns;
}
