// One object: its lanes, its versions, and one of them.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { parseTimestamp } from '../../../src/audit/timestamp.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { useKeys } from '../../parts/use-keys.ts';
import { Value } from '../../parts/value.tsx';
import { historyQuery, type PlaceInCluster } from '../../query/objects.ts';
import { useToldHistory } from '../../query/use-told-history.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import type { ShownHistory } from '../../show/history-work.ts';
import { conditionsOfPlace, writeResource } from '../../show/object-place.ts';
import { isSamePlace, stepAt, storyEntries, type StoryEntry } from '../../show/story-entries.ts';
import { nothingOpen, type GoObjects } from './go.ts';
import { Lanes } from './lanes.tsx';
import { useLanes } from './use-lanes.ts';
import { VersionList } from './version-list.tsx';
import { VersionView } from './version-view.tsx';
import styles from './one-object.module.css';

export interface OneObjectProps {
  readonly place: PlaceInCluster;
  readonly search: ObjectsSearch;
  readonly onGo: GoObjects;
}

export function OneObject({ place, search, onGo }: OneObjectProps) {
  const texts = useTexts();
  const isAll = search.all === '1';
  const bytes = useQuery(historyQuery(place, search.to));
  const told = useToldHistory(bytes.data, isAll);
  const lanes = useLanes(place, told?.shown ?? null, search);
  const entries = useMemo(
    () =>
      told === null
        ? []
        : storyEntries({ steps: told.shown.steps, gaps: told.shown.gaps, requests: lanes.requests.filter((each) => isSamePlace(each.place, place)), isAll }),
    [told, lanes.requests, place, isAll],
  );
  const selected = told === null ? null : selectedOf(entries, told.shown, search);
  const select = (entry: StoryEntry) => entry.type !== 'gap' && onGo({ version: entry.id, at: undefined }, search.version !== undefined);
  const step = (by: number) => {
    const shown = entries.filter(({ type }) => type !== 'gap');
    const next = shown[shown.findIndex((entry) => entry === selected) - by];
    if (next !== undefined) select(next);
  };
  useKeys({
    '[': () => step(-1),
    ']': () => step(1),
    k: () => step(1),
    j: () => step(-1),
    Escape: () => onGo(search.field === undefined ? { version: undefined, at: undefined } : { field: undefined }),
  });
  if (bytes.isError) return <ErrorMessage error={bytes.error} onRetry={() => void bytes.refetch()} />;
  if (told === null) return <p className={styles.waiting}>{texts.common.loading}</p>;
  if (entries.length === 0) return <Nothing place={place} />;
  return (
    <div className={styles.object} aria-busy={bytes.isFetching || told.isAll !== isAll}>
      <Head place={place} shown={told.shown} search={search} onGo={onGo} />
      <Lanes place={place} lanes={lanes} search={search} selected={selected} onGo={onGo} />
      <div className={styles.halves}>
        <VersionList entries={entries} shown={told.shown} search={search} selected={selected} onSelect={select} onGo={onGo} />
        <VersionView entry={selected} told={told} search={search} onGo={onGo} onStep={step} />
      </div>
    </div>
  );
}

/** What the address names; else the newest step, up to the moment that it asks for. Null where there was none yet. */
function selectedOf(entries: readonly StoryEntry[], shown: ShownHistory, { version, at }: ObjectsSearch): StoryEntry | null {
  const asked = version === undefined ? undefined : entries.find((entry) => entry.type !== 'gap' && entry.id === version);
  if (asked !== undefined) return asked;
  const hidden = version === undefined ? undefined : shown.steps.find(({ id }) => id === version);
  const micros = at === undefined ? null : parseTimestamp(at);
  const step = hidden ?? (micros === null ? newestOf(entries) : stepAt(shown.steps, micros));
  if (step === null) return null;
  return entries.find((entry) => entry.type === 'step' && entry.id === step.id) ?? { type: 'step', id: step.id, time: step.time, step };
}

/** A version before writes of its parts. */
function newestOf(entries: readonly StoryEntry[]) {
  const steps = entries.flatMap((entry) => (entry.type === 'step' ? entry.step : []));
  return steps.find(({ number }) => number !== null) ?? steps[0] ?? null;
}

interface HeadProps extends OneObjectProps {
  readonly shown: ShownHistory;
}

/** What it is, whether it still exists, and ways on from it. */
function Head({ place, shown, search, onGo }: HeadProps) {
  const words = useTexts().objects;
  const { resource, apiGroup, namespace, name, cluster } = place;
  const last = shown.steps.at(-1);
  const isGone = last?.isEnd === true;
  const isDoubtful = !isGone && shown.gaps.some(({ kind, to }) => kind === 'removal' && last !== undefined && to > last.time);
  const versions = shown.steps.filter(({ number }) => number !== null).length;
  const lives = last === undefined ? 0 : last.life + 1;
  return (
    <header className={styles.head}>
      <h2 className={styles.name}>
        <span className={styles.soft}>
          <Value text={writeResource({ resource, apiGroup })} max={120} isFixed />
        </span>{' '}
        {namespace !== '' && (
          <span className={styles.soft}>
            <Value text={`${namespace}/`} max={80} isFixed />
          </span>
        )}
        <Value text={name} max={200} />
      </h2>
      <span className={`${styles.state} ${isGone ? styles.gone : isDoubtful ? styles.doubtful : styles.there}`}>
        {isGone ? words.gone : isDoubtful ? words.unknownEnd : words.there}
      </span>
      <span className={styles.soft}>
        {words.versions(versions)}
        {lives > 1 && ` · ${words.lives(lives)}`}
      </span>
      <span className={styles.links}>
        <Link to="/explore" search={{ q: conditionsOfPlace(place), cluster, from: search.from, to: search.to }}>
          {words.toExplore}
        </Link>
        <button
          type="button"
          className={styles.back}
          onClick={() => onGo({ resource: undefined, namespace: undefined, name: undefined, all: undefined, ...nothingOpen })}
        >
          {words.back}
        </button>
      </span>
    </header>
  );
}

function Nothing({ place }: { readonly place: PlaceInCluster }) {
  const words = useTexts().objects;
  return (
    <StateMessage
      title={words.nothing}
      actions={
        <Link to="/explore" search={{ q: conditionsOfPlace(place), cluster: place.cluster }}>
          {words.toExplore}
        </Link>
      }
    >
      <p>{words.nothingText}</p>
      <p>
        <Value text={conditionsOfPlace(place)} max={300} isFixed />
      </p>
    </StateMessage>
  );
}
