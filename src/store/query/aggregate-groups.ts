// Counts of a selection by values: several groupings in one statement, exact whatever the engine cannot tell by itself.
import { groupValues } from '../../search/group-values.ts';
import { openSubject } from '../../search/read-field.ts';
import type { FieldPath } from '../../search/resolve-field.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { select } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { Grouped, GroupingRequest, Selection } from '../store.ts';
import { decideBetween } from './decide-between.ts';
import { groupSource, valuesOfKey, type GroupSource } from './group-source.ts';
import { planSelection, type Plan } from './plan.ts';
import { always, and, isExact, never, not, or } from './sql.ts';
import { compareCounted, keyOf, Tally, type Counted } from './tally.ts';

/** A selection cut in two: what the engine groups by itself, and what is read on the events. */
export interface SplitPlan {
  readonly plan: Plan;
  /** Rows of which the engine knows that they match, and under which keys they count. */
  readonly sure: string;
  /** Its bounds hold all other rows that may match. */
  readonly rest: Plan;
}

export function splitPlan(plan: Plan, sources: readonly GroupSource[]): SplitPlan {
  const unsure = [...new Set(sources.map((source) => source.unsure))].filter((condition) => condition !== never);
  const known = and(plan.even.sure, ...unsure.map(not));
  const even = isExact(plan.even) ? { may: and(plan.even.may, or(...unsure)), sure: never } : { may: plan.even.may, sure: known };
  return { plan, sure: and('odd = 0', known), rest: { ...plan, even } };
}

/** Counts by each of `request.groupings`, which have equally many fields. */
export async function aggregateGroups(
  engine: Engine,
  selection: Selection,
  request: GroupingRequest,
  newestSeq: number,
  signal?: AbortSignal,
): Promise<readonly Grouped[]> {
  const plan = await planSelection(engine, selection, newestSeq, signal);
  const groupings = request.groupings.map((fields) => new Grouping(fields, plan, request));
  const split = splitPlan(
    plan,
    groupings.flatMap(({ sources }) => sources),
  );
  for await (const event of decideBetween(engine, split.rest, always, signal)) {
    const subject = openSubject(event);
    for (const grouping of groupings) grouping.addEvent(grouping.fields.map((field) => groupValues(subject, field)));
  }
  if (split.sure !== never) {
    await readGroups(engine, split, groupings, (grouping) => grouping.statement(split), signal);
    const incomplete = groupings.filter((grouping) => grouping.lacksCounts());
    if (incomplete.length > 0) await readGroups(engine, split, incomplete, (grouping) => grouping.missingStatement(split), signal);
  }
  return groupings.map((grouping) => grouping.result());
}

async function readGroups(
  engine: Engine,
  { plan }: SplitPlan,
  groupings: readonly Grouping[],
  statementOf: (grouping: Grouping) => string,
  signal?: AbortSignal,
): Promise<void> {
  const statements = groupings.map((grouping, index) => `SELECT toUInt8(${index}) AS i, * FROM (${statementOf(grouping)})`);
  const keys = groupings[0].sources.map((_, k) => ({ sql: `k${k}`, kind: 'bytes' as const }));
  const columns = [{ sql: 'i', kind: 'u8' as const }, ...keys, { sql: 'c', kind: 'u64' as const }, { sql: 'd', kind: 'u64' as const }];
  const tail = `FROM (${statements.join(' UNION ALL ')})`;
  for await (const rows of select(engine, { columns, tail, parameters: plan.parameters.parameters, signal }))
    for (const row of rows) groupings[row[0] as number].addRow(row.slice(1));
}

/** So many groups are read at once where single events have to be added to them. */
const manyGroups = 2000;
/** Their values travel in the statement's address. */
const manyCharacters = 60_000;

/** One grouping: counts of single events, and of the engine's groups, which are either all read or only the largest. */
class Grouping {
  readonly fields: readonly FieldPath[];
  readonly sources: readonly GroupSource[];
  /** Of events that were read one by one; of all events where the engine's keys have to be read too. */
  private readonly tally = new Tally();
  /** The engine's groups where only the largest are read. */
  private readonly ranked = new Map<string, Counted>();
  private engineDistinct = 0;
  private readonly limit: number;
  private readonly match: string;
  private readonly matchParameter: string;
  private readonly plan: Plan;

  constructor(fields: readonly FieldPath[], plan: Plan, { limit, match }: GroupingRequest) {
    this.fields = fields;
    this.plan = plan;
    this.sources = fields.map((field) => groupSource(field, plan.parameters));
    this.limit = limit;
    this.match = lowerAscii(match);
    this.matchParameter = match === '' ? '' : plan.parameters.string(match);
  }

  /** True where the engine's order is the order of the answer, so that the largest groups are enough. */
  private get isRanked(): boolean {
    return this.sources.every(({ valuesOf }) => valuesOf === null) && this.tally.size <= manyGroups && this.tally.characters <= manyCharacters;
  }

  addEvent(lists: readonly (readonly string[])[]): void {
    this.tally.add(this.matching(lists), 1);
  }

  addRow(row: Row): void {
    const keys = row.slice(0, this.sources.length) as Buffer[];
    const [count, distinct] = row.slice(this.sources.length) as number[];
    if (this.isRanked) {
      const values = keys.map((key) => key.toString('utf8'));
      this.ranked.set(keyOf(values), { values, count });
      this.engineDistinct = Math.max(this.engineDistinct, distinct);
      return;
    }
    this.tally.add(this.matching(keys.map((key, k) => valuesOfKey(this.sources[k], key))), count);
  }

  statement(split: SplitPlan): string {
    const grouped = this.grouped(split);
    if (!this.isRanked) return `SELECT *, toUInt64(0) AS d FROM (${grouped})`;
    const rows = this.tally.size === 0 ? this.limit : Math.max(this.limit, manyGroups);
    const keys = this.sources.map((_, k) => `k${k}`);
    const matching = this.matchParameter === '' ? '' : `WHERE positionCaseInsensitive(k0, ${this.matchParameter}) > 0`;
    return `SELECT *, count() OVER () AS d FROM (${grouped}) ${matching} ORDER BY c DESC, ${keys.join(', ')} LIMIT ${rows}`;
  }

  /** Whether some value of a single event may be in a group of the engine that was not read. */
  lacksCounts(): boolean {
    return this.isRanked && this.tally.size > 0 && this.engineDistinct > this.ranked.size;
  }

  /** The groups of the values that single events have. */
  missingStatement(split: SplitPlan): string {
    const entries = [...this.tally.entries()];
    const isWanted = this.sources.map((_, k) => {
      const values = [...new Set(entries.map(({ values }) => values[k]))];
      return `k${k} IN ${this.plan.parameters.add(values, 'Array(String)')}`;
    });
    return `SELECT *, toUInt64(0) AS d FROM (${this.grouped(split)}) WHERE ${isWanted.join(' AND ')}`;
  }

  result(): Grouped {
    const { isWhole } = this.tally;
    if (!this.isRanked) return { ...this.ordered(this.tally.entries()), distinct: this.tally.size, isExact: isWhole };
    let distinct = this.engineDistinct;
    for (const { values, count } of this.tally.entries()) {
      const key = keyOf(values);
      const known = this.ranked.get(key);
      if (known === undefined) distinct += 1;
      this.ranked.set(key, { values, count: count + (known?.count ?? 0) });
    }
    return { ...this.ordered(this.ranked.values()), distinct, isExact: isWhole };
  }

  private ordered(all: Iterable<Counted>): Pick<Grouped, 'rows'> {
    return { rows: [...all].sort(compareCounted).slice(0, this.limit) };
  }

  private grouped({ plan, sure }: SplitPlan): string {
    const keys = this.sources.map(({ key }, k) => `${key} AS k${k}`);
    return `SELECT ${keys.join(', ')}, count() AS c FROM ${eventsTable} WHERE ${plan.scope} AND ${sure} GROUP BY ${keys.map((_, k) => `k${k}`).join(', ')}`;
  }

  private matching(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
    return this.match === '' ? lists : lists.map((values) => values.filter((value) => lowerAscii(value).includes(this.match)));
  }
}

/** What the engine's search without case does, too: letters beyond ASCII keep their case. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
