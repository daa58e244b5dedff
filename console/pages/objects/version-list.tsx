// Every version, every other request for the object, and what is not known, newest first; the object at a moment can be asked for.
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { parseTimestamp } from '../../../src/audit/timestamp.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/field.tsx';
import { readMoment, writeMoment } from '../../query/time-range.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import type { ShownHistory } from '../../show/history-work.ts';
import { showTime } from '../../show/show-time.ts';
import { isTold, type StoryEntry } from '../../show/story-entries.ts';
import type { GoObjects } from './go.ts';
import { GapRow, RequestRow, StepRow } from './version-rows.tsx';
import styles from './version-list.module.css';

export interface VersionListProps {
  readonly entries: readonly StoryEntry[];
  readonly shown: ShownHistory;
  readonly search: ObjectsSearch;
  readonly selected: StoryEntry | null;
  readonly onSelect: (entry: StoryEntry) => void;
  readonly onGo: GoObjects;
}

const drawnStep = 200;

export function VersionList({ entries, shown, search, selected, onSelect, onGo }: VersionListProps) {
  const texts = useTexts();
  const words = texts.objects.history;
  const [room, setRoom] = useState(drawnStep);
  const chosen = selected === null ? -1 : entries.indexOf(selected);
  const isAll = search.all === '1';
  const hidden = isAll ? 0 : shown.steps.filter((step) => !isTold(step)).length;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    let next = chosen + by;
    while (entries[next]?.type === 'gap') next += by;
    if (entries[next] !== undefined) onSelect(entries[next]);
  };
  const drawn = Math.max(room, chosen + 1);
  return (
    <section className={styles.panel} aria-label={words.label}>
      <div className={styles.tools}>
        <AtForm key={search.at ?? ''} at={search.at} onGo={onGo} />
        <Choice type="checkbox" label={words.all} checked={isAll} onChange={(event) => onGo({ all: event.target.checked ? '1' : undefined }, true)} />
      </div>
      <AtNote search={search} shown={shown} selected={selected} />
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-label={words.label}
        aria-activedescendant={chosen < 0 ? undefined : `entry-${chosen}`}
        className={styles.list}
        onKeyDown={move}
      >
        {entries.slice(0, drawn).map((entry, index) => (
          <Entry key={keyOf(entry)} entry={entry} index={index} isSelected={index === chosen} onSelect={onSelect} />
        ))}
      </div>
      {entries.length > drawn && <Button onClick={() => setRoom(drawn + drawnStep)}>{texts.common.showMore(entries.length - drawn)}</Button>}
      {hidden > 0 && <p className={styles.hidden}>{words.hiddenParts(hidden)}</p>}
    </section>
  );
}

function keyOf(entry: StoryEntry): string {
  return entry.type === 'gap' ? `gap ${entry.gap.kind} ${entry.gap.from ?? ''} ${entry.gap.to} ${entry.gap.removal?.id ?? ''}` : entry.id;
}

interface EntryProps {
  readonly entry: StoryEntry;
  readonly index: number;
  readonly isSelected: boolean;
  readonly onSelect: (entry: StoryEntry) => void;
}

function Entry({ entry, index, isSelected, onSelect }: EntryProps) {
  const words = useTexts().objects.history;
  if (entry.type === 'gap') return <GapRow gap={entry.gap} id={`entry-${index}`} />;
  const isAnew = entry.type === 'step' && entry.step.isCreated && entry.step.life > 0;
  return (
    <>
      <div
        id={`entry-${index}`}
        role="option"
        aria-selected={isSelected}
        className={styles.row}
        data-quiet={entry.type === 'step' && entry.step.number === null ? '' : undefined}
        onClick={() => onSelect(entry)}
      >
        {entry.type === 'step' ? <StepRow step={entry.step} /> : <RequestRow request={entry.request} />}
      </div>
      {isAnew && (
        <div className={styles.anew} role="presentation">
          {words.anew}
        </div>
      )}
    </>
  );
}

/** The object as it was at a moment. */
function AtForm({ at, onGo }: { readonly at: string | undefined; readonly onGo: GoObjects }) {
  const words = useTexts().objects.history;
  const [draft, setDraft] = useState(writeMoment(at));
  const [isBad, setBad] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const moment = readMoment(draft);
    setBad(moment === null);
    if (moment !== null) onGo({ at: moment === '' ? undefined : moment, version: undefined, tab: 'object' });
  };
  return (
    <form className={styles.at} onSubmit={submit}>
      <label>
        <span>{words.at}</span>{' '}
        <input
          type="text"
          value={draft}
          placeholder={words.atHint}
          aria-invalid={isBad}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </label>
      <Button type="submit">{words.atShow}</Button>
      {at !== undefined && <Button onClick={() => onGo({ at: undefined, version: undefined })}>{words.atClear}</Button>}
      <span role="alert" className={styles.bad}>
        {isBad && words.atBad}
      </span>
    </form>
  );
}

function AtNote({ search, selected }: Pick<VersionListProps, 'search' | 'shown' | 'selected'>) {
  const words = useTexts().objects.history;
  const micros = search.at === undefined ? null : parseTimestamp(search.at);
  if (micros === null || search.version !== undefined) return null;
  const time = showTime(search.at ?? null)?.full ?? '';
  const isGone = selected?.type === 'step' && selected.step.isEnd;
  return (
    <p className={styles.note} role="status">
      {selected === null ? words.notYet(time) : isGone ? words.absentThen(time) : words.asOf(time)}
    </p>
  );
}
