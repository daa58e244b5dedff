// What happened next to the same object and to what carries its name, such as the pods of a Deployment.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { equals, type AskedObject } from '../../../src/search/asked.ts';
import { useTexts } from '../../i18n/texts.ts';
import { eventsQuery } from '../../query/events.ts';
import { aroundTime } from '../../show/show-time.ts';
import { readEvent } from '../../show/read-event.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { RequestLines } from './request-lines.tsx';

const afterMs = 5 * 60_000;
const maxShown = 6;

export function Followed({ row, object }: { readonly row: EventRow; readonly object: AskedObject }) {
  const words = useTexts().start;
  const selection = useMemo(() => selectionAfter(row, object), [row, object]);
  const { data } = useInfiniteQuery({ ...eventsQuery({ ...selection, order: 'asc' }), enabled: selection !== null });
  const rows = data?.pages[0].rows.filter(({ id }) => id !== row.id).slice(0, maxShown) ?? [];
  return selection === null || rows.length === 0 ? null : <RequestLines title={words.followed} rows={rows} {...selection} />;
}

/** Null where there is no name or no time to go by. */
function selectionAfter(row: EventRow, object: AskedObject) {
  const { stageTime, object: seen } = readEvent(row.event);
  const range = aroundTime(stageTime, afterMs);
  const name = object.name ?? seen?.name ?? '';
  // Only names as Kubernetes gives them: they need no quotes, which a pattern cannot have.
  if (stageTime === null || range === null || !/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return null;
  const namespace = object.namespace ?? seen?.namespace ?? '';
  const conditions = [`objectRef.name:${name}*`, 'verb:(create OR update OR patch OR delete OR deletecollection)'];
  if (namespace !== '') conditions.unshift(equals('objectRef.namespace', namespace));
  return { q: conditions.join(' AND '), from: stageTime, to: range.to };
}
