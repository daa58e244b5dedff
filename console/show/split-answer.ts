// Takes an answer of /api/v1/events apart without parsing the events in it: each keeps the very text that the server sent.
import { skipSpace, skipValue } from '../../src/audit/scan-json.ts';
import { childrenOf, memberOf, stringOf, textOf, walkMembers, type Span } from './json-span.ts';

/** A stage of a request that is stored. */
export interface StageMark {
  readonly id: string;
  readonly stage: string;
  readonly stageTimestamp: string | null;
}

/** What the store says about an event, and the event itself as text. */
export interface EventRow {
  readonly id: string;
  readonly cluster: string;
  readonly topic: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly timeIsGuessed: boolean;
  readonly auditIDReused: boolean;
  readonly stages: readonly StageMark[];
  readonly event: Span;
}

export interface EventsPage {
  readonly rows: readonly EventRow[];
  readonly cursor: string | null;
  readonly exact: boolean;
  readonly scannedFrom: string | null;
  readonly tookMs: number;
}

/** Throws SyntaxError when the bytes are no such answer. */
export function splitAnswer(bytes: Uint8Array): EventsPage {
  const members = new Map<string | null, Span>();
  const lists: EventRow[][] = [];
  // Read once: each look over an answer is a look over its megabytes.
  walkMembers(bytes, skipSpace(bytes, 0, bytes.length), (key, from) => {
    if (key !== 'events') return keep(members, key, bytes, from);
    const list: EventRow[] = [];
    lists.push(list);
    return walkMembers(bytes, from, (_, at) => readRow(bytes, at, list));
  });
  const rows = lists.at(-1);
  if (rows === undefined) throw new SyntaxError('The answer holds no events.');
  const at = (key: string): Span | null => members.get(key) ?? null;
  const took = at('tookMs');
  return {
    rows,
    cursor: stringOf(at('cursor')),
    exact: isTrue(at('exact')),
    scannedFrom: stringOf(memberOf(at('scanned'), 'from')),
    tookMs: took === null ? 0 : Number(textOf(took)),
  };
}

function keep(members: Map<string | null, Span>, key: string | null, bytes: Uint8Array, from: number): number {
  const to = skipValue(bytes, from, bytes.length);
  members.set(key, { bytes, from, to });
  return to;
}

/** Adds the row that stands at `from`; answers where it ends. */
function readRow(bytes: Uint8Array, from: number, rows: EventRow[]): number {
  const members = new Map<string | null, Span>();
  const to = walkMembers(bytes, from, (key, at) => keep(members, key, bytes, at));
  const text = (key: string) => stringOf(members.get(key) ?? null) ?? '';
  const event = members.get('event');
  if (event === undefined) throw new SyntaxError('A row holds no event.');
  const stages = members.get('stages');
  rows.push({
    id: text('id'),
    cluster: text('cluster'),
    topic: text('topic'),
    source: text('source'),
    receivedAt: text('receivedAt'),
    timeIsGuessed: isTrue(members.get('timeIsGuessed') ?? null),
    auditIDReused: isTrue(members.get('auditIDReused') ?? null),
    stages: stages === undefined ? [] : childrenOf(stages).map(readStage),
    event,
  });
  return to;
}

function readStage(stage: Span): StageMark {
  return {
    id: stringOf(memberOf(stage, 'id')) ?? '',
    stage: stringOf(memberOf(stage, 'stage')) ?? '',
    stageTimestamp: stringOf(memberOf(stage, 'stageTimestamp')),
  };
}

function isTrue(span: Span | null): boolean {
  return span !== null && textOf(span) === 'true';
}
