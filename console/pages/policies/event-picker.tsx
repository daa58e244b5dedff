// A small search for the stored event whose request is to be explained.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { eventsQuery } from '../../query/events.ts';
import { readEvent } from '../../show/read-event.ts';
import { showTime } from '../../show/show-time.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { ActorName, ObjectName, ResultCode, VerbMark } from '../../parts/marks.tsx';
import { Fault } from './fault.tsx';
import styles from './event-picker.module.css';

export interface EventPickerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onPick: (id: string) => void;
}

export function EventPicker({ isOpen, onClose, onPick }: EventPickerProps) {
  const words = useTexts().policies.explain.picker;
  return (
    <Overlay form="side" isOpen={isOpen} onClose={onClose} title={words.title} subtitle={words.newest}>
      <Picker onPick={onPick} />
    </Overlay>
  );
}

function Picker({ onPick }: { readonly onPick: (id: string) => void }) {
  const texts = useTexts();
  const words = texts.policies.explain.picker;
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const events = useInfiniteQuery(eventsQuery({ q: asked }));
  const rows = useMemo(() => events.data?.pages.flatMap((page) => page.rows) ?? [], [events.data]);
  return (
    <div className={styles.picker}>
      <PickerQuery onAsk={setAsked} />
      {events.isError && <Fault error={events.error} />}
      {events.isPending && <p className={styles.soft}>{texts.common.loading}</p>}
      {events.isSuccess && rows.length === 0 && <p className={styles.soft}>{asked === undefined ? words.nothing : words.none}</p>}
      <ul className={styles.rows}>
        {rows.map((row) => (
          <PickerRow key={row.id} row={row} onPick={onPick} />
        ))}
      </ul>
      {events.hasNextPage && (
        <Button onClick={() => void events.fetchNextPage()} disabled={events.isFetchingNextPage}>
          {texts.explore.loadMore}
        </Button>
      )}
    </div>
  );
}

function PickerQuery({ onAsk }: { readonly onAsk: (query: string | undefined) => void }) {
  const words = useTexts().explore;
  const [draft, setDraft] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(draft.trim() === '' ? undefined : draft);
  };
  return (
    <form className={styles.query} role="search" onSubmit={submit}>
      <input
        type="text"
        aria-label={words.query}
        placeholder={words.placeholder}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Button look="primary" type="submit">
        {words.run}
      </Button>
    </form>
  );
}

function PickerRow({ row, onPick }: { readonly row: EventRow; readonly onPick: (id: string) => void }) {
  const words = useTexts().policies.explain.picker;
  const facts = useMemo(() => readEvent(row.event), [row.event]);
  const time = showTime(row.timeIsGuessed ? row.receivedAt : facts.stageTime);
  return (
    <li>
      <button type="button" className={styles.row} title={words.choose} onClick={() => onPick(row.id)}>
        <span className={styles.time}>{time === null ? '–' : `${time.date} ${time.time}`}</span>
        <span className={styles.actor}>
          <ActorName facts={facts} isFixed />
        </span>
        <span>
          <VerbMark facts={facts} />
        </span>
        <span className={styles.object}>
          <ObjectName facts={facts} isFixed />
        </span>
        <ResultCode facts={facts} />
      </button>
    </li>
  );
}
