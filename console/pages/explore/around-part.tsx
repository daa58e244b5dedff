// What happened around an event: the requests next before and after it, for the same object, by the same user, or at all.
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { ResultCode } from '../../parts/marks.tsx';
import { RequestSentence } from '../../parts/request-sentence.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { aroundQuery } from '../../query/events.ts';
import type { ExploreSearch } from '../../search-params.ts';
import { conditionsOfObject, writeCondition } from '../../show/refine-query.ts';
import { readEvent, type EventFacts } from '../../show/read-event.ts';
import { durationMs, showDuration } from '../../show/show-time.ts';
import type { EventRow } from '../../show/split-answer.ts';
import styles from './around-part.module.css';

export interface AroundPartProps {
  readonly row: EventRow;
  readonly facts: EventFacts;
  readonly around: ExploreSearch['around'];
  readonly onGo: (change: ExploreSearch) => void;
}

type Kind = 'object' | 'actor' | 'all';

export function AroundPart({ row, facts, around, onGo }: AroundPartProps) {
  const words = useTexts().detail;
  const conditions = conditionsOf(facts);
  const kinds = (['object', 'actor', 'all'] as const).filter((kind) => conditions[kind] !== null);
  const chosen = kinds.find((kind) => kind === (around ?? 'object')) ?? kinds[0];
  const time = row.timeIsGuessed ? row.receivedAt : facts.stageTime;
  return (
    <>
      <div role="group" aria-label={words.aroundLabel} className={styles.kinds}>
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={kind === chosen}
            className={styles.kind}
            onClick={() => onGo({ around: kind === 'object' ? undefined : kind })}
          >
            {words.aroundBy[kind]}
          </button>
        ))}
      </div>
      {time === null ? (
        <p className={styles.soft}>{words.noTime}</p>
      ) : (
        <Neighbours row={row} time={time} q={conditions[chosen] ?? ''} onOpen={(open) => onGo({ open, part: 'around' })} />
      )}
    </>
  );
}

/** Null where the event has nothing to go by. */
function conditionsOf(facts: EventFacts): Readonly<Record<Kind, string | null>> {
  const { object, username } = facts;
  return {
    object: object === null || object.resource === '' ? null : conditionsOfObject(object),
    actor: username === null || username === '' ? null : writeCondition('user.username', username),
    all: '',
  };
}

interface NeighboursProps {
  readonly row: EventRow;
  readonly time: string;
  readonly q: string;
  readonly onOpen: (id: string) => void;
}

function Neighbours({ row, time, q, onOpen }: NeighboursProps) {
  const texts = useTexts();
  const words = texts.detail;
  const cluster = row.cluster === '' ? undefined : row.cluster;
  const { data, isError, error, refetch } = useQuery(aroundQuery({ q: q === '' ? undefined : q, cluster }, time));
  if (isError) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className={styles.soft}>{texts.common.loading}</p>;
  const isThis = (other: EventRow): boolean => other.id === row.id || other.stages.some(({ id }) => id === row.id);
  // Earlier stages of the same request stand before it: one line is enough.
  const own = data.findLast(isThis);
  const shown = data.filter((other) => other === own || !isThis(other));
  return (
    <>
      {data.every(isThis) && <p className={styles.soft}>{words.alone}</p>}
      <ol className={styles.list} aria-label={words.aroundLabel}>
        {shown.map((other) => (
          <Neighbour key={other.id} row={other} time={time} isThis={isThis(other)} onOpen={onOpen} />
        ))}
      </ol>
    </>
  );
}

function Neighbour({ row, time, isThis, onOpen }: Pick<NeighboursProps, 'row' | 'time' | 'onOpen'> & { readonly isThis: boolean }) {
  const words = useTexts().detail;
  const facts = readEvent(row.event);
  const apart = durationMs(time, row.timeIsGuessed ? row.receivedAt : facts.stageTime);
  const when = isThis ? words.thisOne : apart === null ? '–' : apart < 0 ? words.before(showDuration(-apart)) : words.after(showDuration(apart));
  return (
    <li>
      <button type="button" className={styles.row} aria-current={isThis ? 'true' : undefined} onClick={() => onOpen(row.id)}>
        <span className={styles.when}>{when}</span>
        <span className={styles.told}>
          <RequestSentence row={row} facts={facts} isFixed />
        </span>
        <ResultCode facts={facts} />
      </button>
    </li>
  );
}
