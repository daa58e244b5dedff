// Counts of a selection by values: several groupings in one statement, exact whatever the engine cannot tell by itself.
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { select } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { Grouped, GroupingRequest, Selection } from '../store.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import { valuesOfKey, type GroupSource } from './group-source.ts';
import { singleEvents, splitSelection, type SplitPlan } from './split-plan.ts';
import { never } from './sql.ts';
import { compareCounted, keyOf, Tally, type Counted } from './tally.ts';

/** Counts by each of `request.groupings`, which have equally many fields. */
export async function aggregateGroups(
  engine: Engine,
  selection: Selection,
  request: GroupingRequest,
  shown: SeqRanges,
  signal?: AbortSignal,
): Promise<readonly Grouped[]> {
  const size = request.groupings[0].length;
  const split = await splitSelection(engine, selection, request.groupings.flat(), shown, signal);
  const groupings = request.groupings.map((_, k) => new Grouping(split, split.sources.slice(k * size, (k + 1) * size), request));
  for await (const { lists } of singleEvents(engine, split, signal))
    for (const [k, grouping] of groupings.entries()) grouping.addEvent(lists.slice(k * size, (k + 1) * size));
  if (split.grouped !== never) {
    await readGroups(engine, split, groupings, (grouping) => grouping.statement(), signal);
    const incomplete = groupings.filter((grouping) => grouping.lacksCounts());
    if (incomplete.length > 0) await readGroups(engine, split, incomplete, (grouping) => grouping.missingStatement(), signal);
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
  readonly sources: readonly GroupSource[];
  /** Of events that were read one by one; of all events where the engine's keys have to be read too. */
  private readonly tally = new Tally();
  /** The engine's groups where only the largest are read. */
  private readonly ranked = new Map<string, Counted>();
  private engineDistinct = 0;
  private readonly limit: number;
  private readonly match: string;
  private readonly matchParameter: string;
  private readonly split: SplitPlan;

  constructor(split: SplitPlan, sources: readonly GroupSource[], { limit, match }: GroupingRequest) {
    this.split = split;
    this.sources = sources;
    this.limit = limit;
    this.match = lowerAscii(match);
    this.matchParameter = match === '' ? '' : split.plan.parameters.string(match);
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

  statement(): string {
    const grouped = this.grouped();
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
  missingStatement(): string {
    const entries = [...this.tally.entries()];
    const isWanted = this.sources.map((_, k) => {
      const values = [...new Set(entries.map(({ values }) => values[k]))];
      return `k${k} IN ${this.split.plan.parameters.add(values, 'Array(String)')}`;
    });
    return `SELECT *, toUInt64(0) AS d FROM (${this.grouped()}) WHERE ${isWanted.join(' AND ')}`;
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

  private grouped(): string {
    const { plan, grouped } = this.split;
    const groups = this.sources.map(({ group }, k) => `${group} AS g${k}`);
    const names = groups.map((_, k) => `g${k}`);
    const keys = this.sources.map(({ show }, k) => `${show(`g${k}`)} AS k${k}`);
    const counts = plan.pieces.map(
      (piece) => `SELECT ${groups.join(', ')}, count() AS n FROM ${eventsTable} WHERE ${piece} AND ${grouped} GROUP BY ${names.join(', ')}`,
    );
    return counts.length === 1
      ? `SELECT ${keys.join(', ')}, n AS c FROM (${counts[0]})`
      : `SELECT ${keys.join(', ')}, sum(n) AS c FROM (${counts.join(' UNION ALL ')}) GROUP BY ${names.join(', ')}`;
  }

  private matching(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
    return this.match === '' ? lists : lists.map((values) => values.filter((value) => lowerAscii(value).includes(this.match)));
  }
}

/** What the engine's search without case does, too: letters beyond ASCII keep their case. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
