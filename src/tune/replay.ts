// Stored requests through a candidate policy: what it would keep, strip and drop, what it costs, and what could no longer be asked.
import type { Level } from '../audit/vocabulary.ts';
import { compilePolicy } from '../policy/evaluate.ts';
import { otherUrls, type Policy } from '../policy/policy.ts';
import type { RequestGroup, StoredSize } from '../store/store.ts';
import { createMissing, type Missing } from './missing.ts';
import { answeredBy, outcomeOf, type Outcome } from './outcome.ts';
import { operatorQuestions } from '../policy/questions.ts';

export interface Sum {
  events: number;
  bytes: number;
}

/** What was recorded of something, and what of it the candidate would keep. */
export interface Share {
  readonly recorded: Sum;
  readonly kept: Sum;
}

export interface Replay {
  /** What the policy in force recorded. */
  readonly recorded: Sum;
  /** What the candidate would leave of it: untouched and stripped events. */
  readonly candidate: Sum;
  /** Events kept as they are, kept without bodies (`bytes` are those taken off), and not kept. */
  readonly kept: Sum;
  readonly stripped: Sum;
  readonly dropped: Sum;
  readonly byRule: readonly (Share & { readonly rule: number | null; readonly level: Level })[];
  readonly byUser: readonly (Share & { readonly value: string })[];
  readonly byResource: readonly (Share & { readonly value: string })[];
  readonly byVerb: readonly (Share & { readonly value: string })[];
  /** Of the recorded events that answer the question, how many still would. */
  readonly questions: readonly { readonly id: string; readonly question: string; readonly recorded: number; readonly kept: number }[];
  /** What the candidate would record and the store does not hold. */
  readonly missing: Missing;
  /** Bytes on disk, at what the store takes for a byte of text now; null without events. */
  readonly disk: { readonly bytesPerEvent: number; readonly perDay: DiskShare; readonly perMonth: DiskShare } | null;
  /** Times of the oldest and the newest event, µs; null without events. */
  readonly range: { readonly oldest: number; readonly newest: number } | null;
}

export interface DiskShare {
  readonly recorded: number;
  readonly candidate: number;
}

export interface ReplayQuestion {
  readonly policy: Policy;
  readonly groups: AsyncIterable<RequestGroup>;
  readonly size: StoredSize;
}

/** Runs every group through the candidate. Costs memory for users, resources and verbs, never for events. */
export async function replay({ policy, groups, size }: ReplayQuestion): Promise<Replay> {
  const decide = compilePolicy(policy);
  const total = { recorded: zero(), candidate: zero(), kept: zero(), stripped: zero(), dropped: zero() };
  const shares = { rule: new Shares<number | null>(), user: new Shares<string>(), resource: new Shares<string>(), verb: new Shares<string>() };
  const answered = operatorQuestions.map(() => ({ recorded: 0, kept: 0 }));
  const missing = createMissing();
  const range = { oldest: Infinity, newest: -Infinity };
  for await (const group of groups) {
    const decision = decide(group.request);
    const outcome = outcomeOf(group, decision);
    add(total.recorded, group.events, group.bytes);
    addOutcome(total, group, outcome);
    const { user, resource, subresource, resourceRequest, verb } = group.request;
    shares.rule.add(decision.rule, group, outcome);
    shares.user.add(user ?? '', group, outcome);
    shares.resource.add(resourceRequest ? (subresource === '' ? resource : `${resource}/${subresource}`) : otherUrls, group, outcome);
    shares.verb.add(verb, group, outcome);
    answer(answered, group, outcome);
    missing.add(group, decision);
    range.oldest = Math.min(range.oldest, group.oldest);
    range.newest = Math.max(range.newest, group.newest);
  }
  const hasEvents = total.recorded.events > 0;
  return {
    ...total,
    byRule: shares.rule.list().map(({ value, ...share }) => ({ rule: value, level: value === null ? 'None' : policy.rules[value].level, ...share })),
    byUser: shares.user.list(longest),
    byResource: shares.resource.list(longest),
    byVerb: shares.verb.list(longest),
    questions: operatorQuestions.map(({ id, question }, at) => ({ id, question, ...answered[at] })),
    missing: missing.result(),
    disk: hasEvents ? diskOf(total.recorded, total.candidate, size, range.newest - range.oldest) : null,
    range: hasEvents ? range : null,
  };
}

/** How many rows of a table are told; the totals hold all. */
const longest = 50;

function addOutcome(total: Record<'candidate' | 'kept' | 'stripped' | 'dropped', Sum>, group: RequestGroup, { level, bytes }: Outcome): void {
  if (level === 'None') return add(total.dropped, group.events, group.bytes);
  add(total.candidate, group.events, bytes);
  if (bytes < group.bytes) add(total.stripped, group.events, group.bytes - bytes);
  else add(total.kept, group.events, bytes);
}

function answer(answered: { recorded: number; kept: number }[], group: RequestGroup, { level }: Outcome): void {
  for (const at of answeredBy(group, group.level)) answered[at].recorded += group.events;
  for (const at of answeredBy(group, level)) answered[at].kept += group.events;
}

const microsPerDay = 86_400_000_000;
const daysPerMonth = 30;

/** Bytes on disk a day and a month. A range shorter than a minute tells nothing of a day: it is taken for a minute. */
export function diskOf(recorded: Sum, candidate: Sum, size: StoredSize, span: number): NonNullable<Replay['disk']> {
  const perByte = size.bytes === 0 ? 0 : size.diskBytes / size.bytes;
  const days = Math.max(span / microsPerDay, 1 / 1440);
  const perDay = { recorded: Math.round((recorded.bytes * perByte) / days), candidate: Math.round((candidate.bytes * perByte) / days) };
  return {
    bytesPerEvent: size.events === 0 ? 0 : Math.round(size.diskBytes / size.events),
    perDay,
    perMonth: { recorded: perDay.recorded * daysPerMonth, candidate: perDay.candidate * daysPerMonth },
  };
}

class Shares<T> {
  readonly #all = new Map<T, { recorded: Sum; kept: Sum }>();

  add(value: T, group: RequestGroup, outcome: Outcome): void {
    let share = this.#all.get(value);
    if (share === undefined) this.#all.set(value, (share = { recorded: zero(), kept: zero() }));
    add(share.recorded, group.events, group.bytes);
    if (outcome.level !== 'None') add(share.kept, group.events, outcome.bytes);
  }

  /** Those with the most recorded bytes first. */
  list(limit = Infinity): (Share & { value: T })[] {
    const rows = [...this.#all].map(([value, share]) => ({ value, ...share }));
    return rows.sort((a, b) => b.recorded.bytes - a.recorded.bytes || (String(a.value) < String(b.value) ? -1 : 1)).slice(0, limit);
  }
}

function zero(): Sum {
  return { events: 0, bytes: 0 };
}

function add(sum: Sum, events: number, bytes: number): void {
  sum.events += events;
  sum.bytes += bytes;
}
