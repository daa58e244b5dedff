// The entries of an object's list: its steps, other requests for it, and stretches of which something is not known, newest first.
import { familyOf, type VerbFamily } from '../../src/story/verb-family.ts';
import { uriParameters } from '../../src/audit/derive.ts';
import type { Gap } from '../../src/story/history/step.ts';
import { parseTimestamp } from '../../src/audit/timestamp.ts';
import type { ShownStep } from './history-work.ts';
import { childrenOf, memberOf, type Span } from './json-span.ts';
import type { ObjectPlace } from './object-place.ts';
import { readEvent } from './read-event.ts';
import type { EventRow } from './split-answer.ts';

/** A request that wrote nothing. */
export interface OtherRequest {
  readonly id: string;
  readonly time: string;
  readonly actor: string;
  readonly verb: string;
  readonly subresource: string;
  readonly code: string;
  readonly family: VerbFamily;
  readonly isDryRun: boolean;
  /** Neither refused nor done. */
  readonly isFailed: boolean;
  readonly place: ObjectPlace;
}

export type StoryEntry =
  | { readonly type: 'step'; readonly id: string; readonly time: string; readonly step: ShownStep }
  | { readonly type: 'request'; readonly id: string; readonly time: string; readonly request: OtherRequest }
  | { readonly type: 'gap'; readonly time: string; readonly gap: Gap };

/** Null where it is no request for an object. */
export function readOther(row: EventRow): OtherRequest | null {
  const facts = readEvent(row.event);
  const { object, stageTime, verb, username, code } = facts;
  if (object === null || stageTime === null) return null;
  const family = familyOf({ ...facts, subresource: object.subresource });
  return {
    id: row.id,
    time: stageTime,
    actor: username ?? '',
    verb,
    subresource: object.subresource,
    code: code ?? '',
    family,
    isDryRun: isDryRunOf(row.event, facts.requestURI),
    isFailed: family !== 'refused' && /^[45]/.test(code ?? ''),
    place: object,
  };
}

/** It was only tried: in the address, or in the options of a deletion. */
export function isDryRunOf(event: Span, requestURI: string): boolean {
  if (uriParameters(requestURI).some(([name, value]) => name === 'dryRun' && value !== '')) return true;
  const asked = memberOf(memberOf(event, 'requestObject'), 'dryRun');
  return asked !== null && childrenOf(asked).length > 0;
}

export function isSamePlace(a: ObjectPlace, b: ObjectPlace): boolean {
  const isNamespace = a.resource === 'namespaces' && a.apiGroup === '';
  return a.resource === b.resource && a.apiGroup === b.apiGroup && a.name === b.name && (isNamespace || a.namespace === b.namespace);
}

export interface StorySource {
  readonly steps: readonly ShownStep[];
  readonly requests: readonly OtherRequest[];
  readonly gaps: readonly Gap[];
  /** With writes of the status that changed nothing else. */
  readonly isAll: boolean;
}

export function storyEntries({ steps, requests, gaps, isAll }: StorySource): readonly StoryEntry[] {
  const entries: StoryEntry[] = [
    ...gaps.map((gap): StoryEntry => ({ type: 'gap', time: gap.to, gap })),
    ...steps.filter((step) => isAll || isTold(step)).map((step): StoryEntry => ({ type: 'step', id: step.id, time: step.time, step })),
    ...requests.map((request): StoryEntry => ({ type: 'request', id: request.id, time: request.time, request })),
  ];
  // Of one moment what was put in later stands above: a step over the gap that ends with it.
  return entries.toSorted((a, b) => microsOf(a.time) - microsOf(b.time)).reverse();
}

/** Writes of the status are told where they changed more than that. */
export function isTold({ subresource, changes }: ShownStep): boolean {
  return subresource !== 'status' || (changes?.count ?? 0) > 0;
}

function microsOf(time: string): number {
  return parseTimestamp(time) ?? 0;
}

/** The newest step up to a moment; null where there is none. */
export function stepAt(steps: readonly ShownStep[], micros: number): ShownStep | null {
  return steps.findLast(({ time }) => microsOf(time) <= micros) ?? null;
}
