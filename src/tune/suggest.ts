// Rules that would cut the most volume for the least loss: found in one pass over stored requests, measured exactly in a second.
import { AppError } from '../lib/app-error.ts';
import { compilePolicy, type Decide } from '../policy/evaluate.ts';
import { editPolicy, type Edit } from '../policy/edit-policy.ts';
import type { Decision, Policy } from '../policy/policy.ts';
import type { RequestGroup, StoredSize } from '../store/store.ts';
import { findCandidates, type Allowed, type Candidate } from './find-candidates.ts';
import { answeredBy, outcomeOf, rank, type Outcome } from './outcome.ts';
import { operatorQuestions } from '../policy/questions.ts';
import { diskOf, type Sum } from './replay.ts';
import { isSensitive, isWrite } from './request-kinds.ts';

export interface Suggestion {
  readonly candidate: Candidate;
  readonly saves: Sum;
  readonly savesDiskPerDay: number;
  readonly lost: readonly { readonly id: string; readonly question: string; readonly events: number }[];
}

export interface Suggestions {
  readonly recorded: Sum;
  /** What the given policy would keep of it. */
  readonly candidate: Sum;
  readonly suggestions: readonly Suggestion[];
  /** The edit of what was picked, and what it saves; null where nothing was picked. */
  readonly picked: { readonly edit: Edit; readonly saves: Sum; readonly savesDiskPerDay: number } | null;
  /** µs; null without events. */
  readonly range: { readonly oldest: number; readonly newest: number } | null;
}

export interface SuggestQuestion {
  readonly policy: Policy;
  /** Reads the groups anew each time. */
  readonly groups: () => AsyncIterable<RequestGroup>;
  readonly size: StoredSize;
  readonly allowed: Allowed;
  /** Ids of suggestions. */
  readonly pick: readonly string[];
}

const maxCandidates = 80;
const maxSuggestions = 40;

/** Throws AppError `not_found` for a pick that is no suggestion for this policy and traffic. */
export async function suggest({ policy, groups, size, allowed, pick }: SuggestQuestion): Promise<Suggestions> {
  const decide = compilePolicy(policy);
  const search = findCandidates(policy, allowed);
  for await (const group of groups()) search.add(group, decide(group.request));
  const trials = search.result(maxCandidates).map((candidate) => createTrial(candidate, policy, allowed));
  const edit =
    pick.length === 0
      ? null
      : editOf(
          trials.map(({ candidate }) => candidate),
          pick,
        );
  const decidePicked = edit === null ? decide : compilePolicy(editPolicy(policy, edit));
  const total = { recorded: zero(), candidate: zero(), picked: zero() };
  const range = { oldest: Infinity, newest: -Infinity };
  for await (const group of groups()) {
    const decision = decide(group.request);
    const before = outcomeOf(group, decision);
    add(total.recorded, group.events, group.bytes);
    addKept(total.candidate, group, before);
    addKept(total.picked, group, outcomeOf(group, decidePicked(group.request)));
    range.oldest = Math.min(range.oldest, group.oldest);
    range.newest = Math.max(range.newest, group.newest);
    for (const trial of trials) trial.add(group, decision, before);
  }
  const diskPerDay = (saved: Sum): number => (saved.bytes === 0 ? 0 : diskOf(saved, zero(), size, range.newest - range.oldest).perDay.recorded);
  const saved = difference(total.candidate, total.picked);
  return {
    recorded: total.recorded,
    candidate: total.candidate,
    suggestions: trials
      .filter((trial) => trial.isSafe() && (trial.saves.bytes > 0 || trial.saves.events > 0))
      .sort((a, b) => b.saves.bytes - a.saves.bytes)
      .slice(0, maxSuggestions)
      .map((trial) => ({ candidate: trial.candidate, saves: trial.saves, savesDiskPerDay: diskPerDay(trial.saves), lost: trial.lost() })),
    picked: edit === null ? null : { edit, saves: saved, savesDiskPerDay: diskPerDay(saved) },
    range: total.recorded.events > 0 ? range : null,
  };
}

function editOf(candidates: readonly Candidate[], pick: readonly string[]): Edit {
  const picked = pick.map((id) => {
    const candidate = candidates.find((one) => one.id === id);
    if (candidate !== undefined) return candidate;
    throw new AppError('not_found', `There is no suggestion ${JSON.stringify(id.slice(0, 80))} for this policy and these events.`, {
      hint: 'Ask for suggestions with the same policy, range and permissions, then pick from them.',
    });
  });
  const insertions = picked.flatMap(({ rule, before }) => (rule === null || before === null ? [] : [{ rule, before }]));
  // Of two rules for the same requests the one that records less has to stand first.
  insertions.sort((a, b) => rank(a.rule.level) - rank(b.rule.level));
  return { insertions, omitArrivals: picked.some(({ kind }) => kind === 'arrivals') };
}

interface Trial {
  readonly candidate: Candidate;
  readonly saves: Sum;
  add(group: RequestGroup, decision: Decision, before: Outcome): void;
  /** False where it would hide or raise something that it must not. */
  isSafe(): boolean;
  lost(): Suggestion['lost'];
}

/** What one candidate alone would change of what the policy leaves. */
function createTrial(candidate: Candidate, policy: Policy, allowed: Allowed): Trial {
  const decide = decideWith(candidate, policy);
  const saves = zero();
  const lost = new Map<number, number>();
  let isSafe = true;
  return {
    candidate,
    saves,
    add(group, decision, before) {
      const changed = decide(group, decision);
      if (changed === decision) return;
      isSafe &&= isHarmless(group, decision, changed, allowed);
      const after = outcomeOf(group, changed);
      if (after.level === before.level && after.bytes === before.bytes) return;
      saves.events += before.level !== 'None' && after.level === 'None' ? group.events : 0;
      saves.bytes += before.bytes - after.bytes;
      const still = new Set(answeredBy(group, after.level));
      for (const at of answeredBy(group, before.level)) if (!still.has(at)) lost.set(at, (lost.get(at) ?? 0) + group.events);
    },
    isSafe: () => isSafe,
    lost: () => [...lost].map(([at, events]) => ({ id: operatorQuestions[at].id, question: operatorQuestions[at].question, events })),
  };
}

/** Nothing is raised, and nothing hidden that must stay. */
function isHarmless(group: RequestGroup, { level: before }: Decision, { level: after }: Decision, allowed: Allowed): boolean {
  if (rank(after) > rank(before)) return false;
  return after !== 'None' || before === 'None' || !mustStay(group, allowed);
}

function mustStay({ request }: RequestGroup, allowed: Allowed): boolean {
  return (isWrite(request) && !allowed.writes) || (isSensitive(request) && !allowed.sensitive);
}

/** The decision about a group with the candidate in the policy; the same object where it changes nothing. */
function decideWith({ rule, before, kind }: Candidate, policy: Policy): (group: RequestGroup, decision: Decision) => Decision {
  if (kind === 'arrivals') return (_group, decision) => ({ ...decision, omitStages: [...decision.omitStages, 'RequestReceived'] });
  const alone: Decide = compilePolicy(
    editPolicy({ ...policy, rules: [policy.rules[before!]] }, { insertions: [{ rule: rule!, before: 0 }], omitArrivals: false }),
  );
  return ({ request }, decision) => {
    if (decision.rule === null || decision.rule < before!) return decision;
    const changed = alone(request);
    return changed.rule === 0 ? changed : decision;
  };
}

function addKept(sum: Sum, group: RequestGroup, { level, bytes }: Outcome): void {
  if (level !== 'None') add(sum, group.events, bytes);
}

function difference(a: Sum, b: Sum): Sum {
  return { events: a.events - b.events, bytes: a.bytes - b.bytes };
}

function zero(): Sum {
  return { events: 0, bytes: 0 };
}

function add(sum: Sum, events: number, bytes: number): void {
  sum.events += events;
  sum.bytes += bytes;
}
