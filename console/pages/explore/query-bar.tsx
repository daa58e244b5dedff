// What is asked for: cluster, query and time range in one line.
import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { InlineSelect } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useClusters } from '../../query/clusters.ts';
import { hasPipe } from '../../show/refine-query.ts';
import type { ExploreSearch } from '../../search-params.ts';
import { QueryBox, type QueryBoxHandle } from './query-box/query-box.tsx';
import { SavedMenu } from './saved/saved-menu.tsx';
import { TimePicker } from './time-picker.tsx';
import styles from './query-bar.module.css';

export interface QueryBarProps {
  readonly search: ExploreSearch;
  readonly queryBox: RefObject<QueryBoxHandle | null>;
  readonly onGo: (change: ExploreSearch) => void;
  /** The same question once more. */
  readonly onAgain: () => unknown;
}

export function QueryBar({ search, queryBox, onGo, onAgain }: QueryBarProps) {
  const texts = useTexts();
  const words = texts.explore;
  const form = useRef<HTMLFormElement>(null);
  const { draft, type, typed, send } = useDraft(search.q ?? '');
  const go = (change: ExploreSearch) => {
    send(change.q ?? '');
    onGo(change);
  };
  const asked = queryOf(draft);
  const isTable = hasPipe(search.q);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Enter may come before the page was drawn with what was typed last.
    const q = queryOf(typed.current);
    if (q === search.q) onAgain();
    else go({ q, sort: undefined });
  };
  const clear = () => {
    type('');
    go({ q: undefined });
  };
  return (
    <form ref={form} className={styles.bar} role="search" onSubmit={submit}>
      <ClusterSelect cluster={search.cluster} onChange={(cluster) => go({ q: asked, cluster })} />
      <div className={styles.query}>
        <Icon name="search" />
        <QueryBox
          key={texts.language.tag}
          ref={queryBox}
          text={draft}
          asked={search.q ?? ''}
          scope={{ from: search.from, to: search.to, cluster: search.cluster }}
          onChange={type}
          onSubmit={() => form.current?.requestSubmit()}
        />
        {draft !== '' && <ClearButton onClear={clear} />}
      </div>
      <SavedMenu search={search} onGo={onGo} />
      <TimePicker range={search} onChange={(range) => go({ q: asked, ...range })} />
      <Button
        aria-pressed={search.live !== undefined && !isTable}
        disabled={isTable}
        title={isTable ? words.table.notLive : search.live === undefined ? words.live.startTitle : words.live.stopTitle}
        onClick={() =>
          go({ q: asked, live: search.live === undefined ? '1' : undefined, ...(search.live === undefined ? { to: undefined, order: undefined } : {}) })
        }
      >
        {words.live.start}
      </Button>
      <Button look="primary" type="submit">
        {words.run}
        <span aria-hidden="true">⏎</span>
      </Button>
    </form>
  );
}

function ClearButton({ onClear }: { readonly onClear: () => void }) {
  const words = useTexts().explore;
  return (
    <button type="button" className={styles.clear} aria-label={words.clear} onClick={onClear}>
      <Icon name="close" />
    </button>
  );
}

/** What stands in the box: what was typed, until another query comes by the address; one that was sent from here is none. */
function useDraft(query: string) {
  const [draft, setDraft] = useState(query);
  const [last, setLast] = useState(query);
  const [sent, setSent] = useState<string | null>(null);
  const [arrived, setArrived] = useState({ query });
  const typed = useRef(query);
  if (query !== last) {
    setLast(query);
    setSent(null);
    if (query !== sent) {
      setDraft(query);
      setArrived({ query });
    }
  }
  useEffect(() => {
    typed.current = arrived.query;
  }, [arrived]);
  const type = (text: string) => {
    typed.current = text;
    setDraft(text);
  };
  /** The page is drawn with it a moment later, when more may have been typed. */
  const send = (text: string) => text !== query && setSent(text);
  return { draft, type, typed, send } as const;
}

function queryOf(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

export function ClusterSelect({ cluster, onChange }: { readonly cluster: string | undefined; readonly onChange: (cluster: string | undefined) => void }) {
  const words = useTexts().explore;
  const clusters = useClusters();
  const regions = Map.groupBy(clusters.data ?? [], ({ region }) => region);
  const isUnknown = cluster !== undefined && clusters.data?.some(({ name }) => name === cluster) !== true;
  return (
    <div className={styles.cluster}>
      <InlineSelect
        label={words.cluster}
        isLabelHidden
        value={cluster ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">{words.allClusters}</option>
        {isUnknown && <option value={cluster}>{cluster}</option>}
        {[...regions].map(([region, entries]) => (
          <optgroup key={region} label={region}>
            {entries.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </InlineSelect>
    </div>
  );
}
