// Counts of a selection by values: several groupings in one statement, exact whatever the engine cannot tell by itself.
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { copyOf, select } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { Grouped, GroupingRequest, Selection } from '../store.ts';
import type { Shown } from '../stored-seqs.ts';
import { valuesOfKey, type GroupSource } from './group-source.ts';
import { readCounts, type CountSource } from './read-counts.ts';
import { singleEvents, splitSelection, type SplitPlan } from './split-plan.ts';
import { never } from './sql.ts';
import { compareCounted, keyOf, Tally, type Counted } from './tally.ts';

/** Counts by each of `request.groupings`, which have equally many fields. */
export async function aggregateGroups(
  engine: Engine,
  selection: Selection,
  request: GroupingRequest,
  shown: Shown,
  signal?: AbortSignal,
): Promise<readonly Grouped[]> {
  const size = request.groupings[0].length;
  const split = await splitSelection(engine, selection, request.groupings.flat(), shown, signal);
  const groupings = request.groupings.map((_, k) => new Grouping(split, split.sources.slice(k * size, (k + 1) * size), request));
  for await (const { lists } of singleEvents(engine, split, signal))
    for (const [k, grouping] of groupings.entries()) grouping.addEvent(lists.slice(k * size, (k + 1) * size));
  if (split.grouped !== never) {
    const sets = canBeSets(groupings);
    const all = (source: CountSource): string => (sets ? groupingSets(split, groupings, source) : unionOf(groupings, (grouping) => grouping.statement(source)));
    await readGroups(engine, split, { groupings, from: all }, signal);
    const incomplete = groupings.filter((grouping) => grouping.lacksCounts());
    if (incomplete.length > 0)
      await readGroups(
        engine,
        split,
        { groupings: incomplete, from: (source) => unionOf(incomplete, (grouping) => grouping.missingStatement(source)) },
        signal,
      );
  }
  return groupings.map((grouping) => grouping.result());
}

/** Rows of the number of a grouping, its keys, their count, and how many groups there are in all. */
interface GroupRows {
  readonly groupings: readonly Grouping[];
  readonly from: (source: CountSource) => string;
}

async function readGroups(engine: Engine, split: SplitPlan, { groupings, from }: GroupRows, signal?: AbortSignal): Promise<void> {
  const { plan, shown, grouped } = split;
  const keys = groupings[0].sources.map((_, k) => ({ sql: `k${k}`, kind: 'bytes' as const }));
  const columns = [{ sql: 'i', kind: 'u8' as const }, ...keys, { sql: 'c', kind: 'u64' as const }, { sql: 'd', kind: 'u64' as const }];
  const expressions = [grouped, ...groupings.flatMap(({ sources }) => sources.map(({ group }) => group))];
  const add = (row: Row): void => groupings[row[0] as number].addRow(row.slice(1));
  const found = await readCounts({ plan, shown, expressions, interval: null }, async (source) => {
    const kept: Row[] = [];
    for await (const rows of select(engine, {
      columns,
      tail: `FROM (${from(source)})`,
      parameters: plan.parameters.parameters,
      settings: source.settings,
      signal,
    }))
      for (const row of rows)
        if (source.isFinal) add(row);
        else if (kept.push(copyOf(row)) > mostKept) return null;
    return kept;
  });
  found.forEach(add);
}

/** Of an answer that counts once it is known to hold; clients can make any number of values. */
const mostKept = 50_000;

function unionOf(groupings: readonly Grouping[], statementOf: (grouping: Grouping) => string): string {
  return groupings.map((grouping, index) => `SELECT toUInt8(${index}) AS i, * FROM (${statementOf(grouping)})`).join(' UNION ALL ');
}

/** Several groupings by one field each, all different: the rows are read once for all of them. */
function canBeSets(groupings: readonly Grouping[]): boolean {
  const groups = groupings.map(({ sources }) => sources[0].group);
  return groupings.length > 1 && groupings[0].sources.length === 1 && new Set(groups).size === groups.length && !groups.some((group) => group.startsWith("'"));
}

function groupingSets({ grouped }: SplitPlan, groupings: readonly Grouping[], { pieces, rollup }: CountSource): string {
  const names = groupings.map((_, k) => `g${k}`);
  const groups = groupings.map(({ sources }, k) => `${sources[0].group} AS g${k}`).join(', ');
  // Of a roll-up's piece the counts are read, of others one row an event.
  const counted = (k: number): boolean => rollup !== null && k === 0;
  const rows = pieces.map(
    (piece, k) =>
      `SELECT ${groups}, ${counted(k) ? 'count()' : 'toUInt64(1)'} AS n FROM ${eventsTable} WHERE ${piece} AND ${grouped}${counted(k) ? ` GROUP BY ${names.join(', ')}` : ''}`,
  );
  const sets = `SELECT grouping(${names.join(', ')}) AS s, ${names.join(', ')}, sum(n) AS c FROM (${rows.join(' UNION ALL ')}) GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')})`;
  // A bit is set for each field that is not of the set; the first field's is the highest.
  const marks = names.map((_, k) => 2 ** names.length - 1 - 2 ** (names.length - 1 - k));
  const shown = groupings.map(({ sources }, k) => `toString(${sources[0].show(`g${k}`)})`);
  const keyed = `SELECT toUInt8(indexOf([${marks.join(', ')}], s) - 1) AS i, [${shown.join(', ')}][i + 1] AS k0, c FROM (${sets})`;
  const wanted = groupings.map(({ matching }, k) => (matching === null ? `i = ${k}` : `(i = ${k} AND ${matching})`));
  const ranked = `SELECT i, k0, c, count() OVER (PARTITION BY i) AS d, row_number() OVER (PARTITION BY i ORDER BY c DESC, k0) AS r FROM (${keyed}) WHERE ${wanted.join(' OR ')}`;
  return `SELECT i, k0, c, d FROM (${ranked}) WHERE r <= [${groupings.map(({ mostRows }) => mostRows).join(', ')}][i + 1]`;
}

/** So many groups are read at once where single events have to be added to them. */
const manyGroups = 2000;
/** More than there are. */
const maxRows = 2 ** 40;
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
    this.tally.add(this.wanted(lists), 1);
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
    this.tally.add(this.wanted(keys.map((key, k) => valuesOfKey(this.sources[k], key))), count);
  }

  statement(source: CountSource): string {
    const grouped = this.grouped(source);
    if (!this.isRanked) return `SELECT *, toUInt64(0) AS d FROM (${grouped})`;
    const keys = this.sources.map((_, k) => `k${k}`);
    const where = this.matching === null ? '' : `WHERE ${this.matching}`;
    return `SELECT *, count() OVER () AS d FROM (${grouped}) ${where} ORDER BY c DESC, ${keys.join(', ')} LIMIT ${this.mostRows}`;
  }

  /** The condition for wanted keys; null = all. */
  get matching(): string | null {
    return this.isRanked && this.matchParameter !== '' ? `positionCaseInsensitive(k0, ${this.matchParameter}) > 0` : null;
  }

  /** So many groups are read. */
  get mostRows(): number {
    if (!this.isRanked) return maxRows;
    return this.tally.size === 0 ? this.limit : Math.max(this.limit, manyGroups);
  }

  /** Whether some value of a single event may be in a group of the engine that was not read. */
  lacksCounts(): boolean {
    return this.isRanked && this.tally.size > 0 && this.engineDistinct > this.ranked.size;
  }

  /** The groups of the values that single events have. */
  missingStatement(source: CountSource): string {
    const entries = [...this.tally.entries()];
    const isWanted = this.sources.map((_, k) => {
      const values = [...new Set(entries.map(({ values }) => values[k]))];
      return `k${k} IN ${this.split.plan.parameters.add(values, 'Array(String)')}`;
    });
    return `SELECT *, toUInt64(0) AS d FROM (${this.grouped(source)}) WHERE ${isWanted.join(' AND ')}`;
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

  private grouped({ pieces }: CountSource): string {
    const { grouped } = this.split;
    const groups = this.sources.map(({ group }, k) => `${group} AS g${k}`);
    const names = groups.map((_, k) => `g${k}`);
    const keys = this.sources.map(({ show }, k) => `${show(`g${k}`)} AS k${k}`);
    const counts = pieces.map(
      (piece) => `SELECT ${groups.join(', ')}, count() AS n FROM ${eventsTable} WHERE ${piece} AND ${grouped} GROUP BY ${names.join(', ')}`,
    );
    return counts.length === 1
      ? `SELECT ${keys.join(', ')}, n AS c FROM (${counts[0]})`
      : `SELECT ${keys.join(', ')}, sum(n) AS c FROM (${counts.join(' UNION ALL ')}) GROUP BY ${names.join(', ')}`;
  }

  private wanted(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
    return this.match === '' ? lists : lists.map((values) => values.filter((value) => lowerAscii(value).includes(this.match)));
  }
}

/** What the engine's search without case does, too: letters beyond ASCII keep their case. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
