// From one event to others: the same object, the same actor, the same address, and what happened around it.
import { useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { HistoryLink } from '../../parts/history-link.tsx';
import { splitAddresses } from '../../show/claimed-addresses.ts';
import { placeOfEvent } from '../../show/place-of-event.ts';
import { originKeys, partsOf, type EventFacts } from '../../show/read-event.ts';
import { conditionsOfObject, writeCondition } from '../../show/refine-query.ts';
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
  const texts = useTexts();
  const words = { ...texts.explore.pivots, ...texts.detail.pivots };
  const place = useMemo(() => placeOfEvent(row, facts, partsOf(row.event)), [row, facts]);
  const around = aroundTime(facts.stageTime, 60_000);
  const pivots: readonly (readonly [string, ExploreSearch | null])[] = [
    [words.object, objectPivot(facts)],
    [words.actor, pivot('user.username', facts.username)],
    [words.impersonated, pivot('impersonatedUser.username', facts.impersonated)],
    [words.credential, originPivot('credential', facts)],
    [words.pod, originPivot('pod', facts)],
    [words.node, originPivot('node', facts)],
    [words.issued, pivot(`user.extra."${originKeys.credential}"`, facts.origin.issued)],
    [words.address, addressPivot(facts)],
    [words.around, around === null ? null : { q: undefined, ...around, order: 'asc' }],
    [words.request, pivot('auditID', facts.auditID)],
  ];
  return (
    <div className={styles.pivots} role="group" aria-label={words.label}>
      {place !== null && (
        <HistoryLink place={place} id={row.id} className={styles.pivot}>
          {words.history}
        </HistoryLink>
      )}
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

function objectPivot({ object }: EventFacts): ExploreSearch | null {
  if (object === null || object.resource === '') return null;
  return { q: conditionsOfObject(object), from: undefined, to: undefined };
}

/** Null where there is nothing to go by. */
function pivot(field: string, value: string | null): ExploreSearch | null {
  return value === null || value === '' ? null : { q: writeCondition(field, value), from: undefined, to: undefined };
}

/** The same account used from the same place: pods and nodes of another account are another matter. */
function originPivot(of: keyof typeof originKeys, { origin, username }: EventFacts): ExploreSearch | null {
  const found = pivot(`user.extra."${originKeys[of]}"`, origin[of]);
  if (found === null || of === 'credential' || username === null || username === '') return found;
  return { ...found, q: `${writeCondition('user.username', username)} AND ${found.q}` };
}

function addressPivot({ sourceIPs }: EventFacts): ExploreSearch | null {
  const { observed } = splitAddresses(sourceIPs);
  return pivot('sourceIP', observed);
}
