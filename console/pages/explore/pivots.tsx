// From one event to others: the same object, the same actor, the same address, and what happened around it.
import { useTexts } from '../../i18n/texts.ts';
import { splitAddresses } from '../../show/claimed-addresses.ts';
import type { EventFacts } from '../../show/read-event.ts';
import { writeCondition } from '../../show/refine-query.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { aroundTime } from '../../show/show-time.ts';
import type { ExploreSearch } from '../../search-params.ts';
import styles from './pivots.module.css';

export interface PivotsProps {
  readonly row: EventRow;
  readonly facts: EventFacts;
  readonly onGo: (change: ExploreSearch) => void;
}

export function Pivots({ row, facts, onGo }: PivotsProps) {
  const words = useTexts().explore.pivots;
  const around = aroundTime(facts.stageTime, 60_000);
  const pivots: readonly (readonly [string, ExploreSearch | null])[] = [
    [words.object, objectPivot(facts)],
    [
      words.actor,
      facts.username === null || facts.username === '' ? null : { q: writeCondition('user.username', facts.username), from: undefined, to: undefined },
    ],
    [words.address, addressPivot(facts)],
    [words.around, around === null ? null : { q: undefined, ...around, order: 'asc' }],
    [words.request, facts.auditID === '' ? null : { q: writeCondition('auditID', facts.auditID), from: undefined, to: undefined }],
  ];
  return (
    <div className={styles.pivots} role="group" aria-label={words.label}>
      {pivots.map(
        ([name, change]) =>
          change !== null && (
            <button
              key={name}
              type="button"
              className={styles.pivot}
              onClick={() => onGo({ ...change, cluster: row.cluster === '' ? undefined : row.cluster })}
            >
              {name}
            </button>
          ),
      )}
    </div>
  );
}

/** Everything that was done to it or to what is below it. Without a name it is the namespace's list that was asked for. */
function objectPivot({ object }: EventFacts): ExploreSearch | null {
  if (object === null || object.resource === '') return null;
  const conditions = [
    writeCondition('objectRef.resource', object.resource),
    ...(object.apiGroup === '' ? [] : [writeCondition('objectRef.apiGroup', object.apiGroup)]),
    ...(object.namespace === '' ? [] : [writeCondition('objectRef.namespace', object.namespace)]),
    ...(object.name === '' ? [] : [writeCondition('objectRef.name', object.name)]),
  ];
  return { q: conditions.join(' AND '), from: undefined, to: undefined };
}

function addressPivot({ sourceIPs }: EventFacts): ExploreSearch | null {
  const { observed } = splitAddresses(sourceIPs);
  return observed === null ? null : { q: writeCondition('sourceIP', observed), from: undefined, to: undefined };
}
