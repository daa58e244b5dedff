// What a history cannot tell, by name: bodies that were not recorded, writes that left only traces, removals that name no object.
import type { JsonValue } from '../../audit/json-value.ts';
import { numberAt, textAt } from '../read-json.ts';
import { isAmongRemoved, isCreated, type ObjectTarget, type Write } from './read-write.ts';
import type { Gap, Step } from './step.ts';
import { whys } from './why.ts';

export interface GapSource {
  readonly steps: readonly Step[];
  /** The writes behind the steps, in the same order. */
  readonly writes: readonly Write[];
  readonly removals: readonly Write[];
  readonly target: ObjectTarget;
}

export function findGaps(source: GapSource): readonly Gap[] {
  const gaps = [...olderThanRecord(source), ...unrecordedBodies(source.steps), ...unrecordedWrites(source), ...removalsOfMany(source)];
  return gaps.sort((a, b) => compare(a.from ?? '', b.from ?? '') || compare(a.to, b.to));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first write on record is no creation: the object was there before. */
function olderThanRecord({ steps, writes }: GapSource): readonly Gap[] {
  const [first] = steps;
  if (first === undefined || isCreated(writes[0])) return [];
  const created = textAt(first.body, 'metadata', 'creationTimestamp') ?? null;
  return [{ from: created, to: first.time, kind: 'older', why: 'The object is older than its first write on record.' }];
}

/** Runs of versions without a body, from the last one that is known to the next. */
function unrecordedBodies(steps: readonly Step[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let known: Step | null = null;
  let run: Step[] = [];
  const close = (next: Step | null): void => {
    const [first] = run;
    if (first === undefined) return;
    const reasons = [...new Set(run.map(({ why }) => why ?? 'notRecorded'))];
    gaps.push({
      from: (known ?? first).time,
      to: (next ?? run[run.length - 1]).time,
      kind: 'bodies',
      why: `Bodies not recorded between: ${countOf(run.length, 'version')}. ${reasons.map((reason) => whys[reason]).join(' ')}`,
      count: run.length,
      reasons,
    });
    run = [];
  };
  for (const step of steps) {
    const isKnown = step.body !== null || step.why === 'deleted';
    if (isKnown) {
      close(step);
      known = step;
    } else if (step.subresource === '') run.push(step);
  }
  close(null);
  return gaps;
}

/** Known bodies tell of writes between them that are not on record: `metadata.generation` counts changes of the spec, and a PUT names the version it found. */
function unrecordedWrites({ steps, writes }: GapSource): readonly Gap[] {
  const gaps: Gap[] = [];
  let last = -1;
  steps.forEach((step, k) => {
    if (!step.isReceived) return;
    const before = last < 0 ? null : steps[last];
    if (before !== null && before.life === step.life) {
      const missing = missingGenerations(before, step, k - last);
      const found = missing > 0 ? '' : foundAnother(before, writes[k], k - last);
      if (missing > 0)
        gaps.push({
          from: before.time,
          to: step.time,
          kind: 'generation',
          why: `metadata.generation went from ${generationOf(before.body)} to ${generationOf(step.body)}: ${countOf(missing, 'write')} between not on record.`,
          count: missing,
        });
      else if (found !== '')
        gaps.push({ from: before.time, to: step.time, kind: 'version', why: `The writer found version ${found}, which no write on record made.` });
    }
    last = k;
  });
  return gaps;
}

function missingGenerations(before: Step, after: Step, steps: number): number {
  const [from, to] = [generationOf(before.body), generationOf(after.body)];
  return from === null || to === null ? 0 : Math.max(0, to - from - steps);
}

function generationOf(body: JsonValue | null): number | null {
  const text = numberAt(body, 'metadata', 'generation');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Objects with a status are written by their status too, which is not followed: of those a version that nobody knows is no sign. */
function foundAnother(before: Step, { verb, subresource, facts }: Write, steps: number): string {
  const found = textAt(facts.requestObject, 'metadata', 'resourceVersion');
  const made = textAt(before.body, 'metadata', 'resourceVersion');
  if (verb !== 'update' || subresource !== '' || steps !== 1 || found === undefined || made === undefined || found === made) return '';
  return hasStatus(before.body) ? '' : found;
}

function hasStatus(body: JsonValue | null): boolean {
  return typeof body === 'object' && body !== null && body.type === 'object' && body.keys.includes('status');
}

/** Deletions of many name no object: one that came between the last write of a life and the next life may have ended it. */
function removalsOfMany({ steps, removals, target }: GapSource): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const removal of removals) {
    const next = steps.findIndex((step) => compare(step.time, removal.time) > 0);
    const before = steps[next < 0 ? steps.length - 1 : next - 1];
    const after = next < 0 ? null : steps[next];
    // A later write of the same life shows that the object lived on.
    if (before === undefined || before.isEnd || after?.life === before.life) continue;
    const isAmong = isAmongRemoved(removal, target);
    if (isAmong === false) continue;
    const isCertain = isAmong === true;
    const { id, actor } = removal;
    gaps.push({ from: before.time, to: removal.time, kind: 'removal', why: whyRemoved(removal, isCertain), removal: { id, actor, isCertain } });
  }
  return gaps;
}

function whyRemoved({ id, actor, verb, facts }: Write, isCertain: boolean): string {
  const what = verb === 'deletecollection' ? `A deletion of many ${facts.object?.resource ?? ''}` : 'The deletion of the namespace';
  return `${what} by ${actor === '' ? 'somebody' : actor} (event ${id}) ${isCertain ? 'removed it' : 'may have removed it'}: no event of its own says so.`;
}

function countOf(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
