// A selection made ready for the engine: scope, bounds and parameters, with the odd rows and the snapshot worked in.
import { createMatcher, type Subject } from '../../search/evaluate.ts';
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { mayHaveOddRows } from '../row-extremes.ts';
import { eventsTable, flag, microsPerDay } from '../schema.ts';
import { seqCondition, type SeqRanges } from '../seq-ranges.ts';
import type { Selection } from '../store.ts';
import { compileQuery } from './compile.ts';
import { resolveTerms } from './resolve-values.ts';
import { always, and, isExact, never, not, or, ParameterList, unknown, type Bounds } from './sql.ts';

export interface Plan {
  /** Rows that the selection's clusters, topics and snapshot allow, at any time. */
  readonly rights: string;
  /** `rights` within the time range. */
  readonly scope: string;
  /**
   * The same in pieces that exclude each other, for statements that read few columns: of the days that lie wholly within the range the partitions tell, and no
   * row's time is read.
   */
  readonly pieces: readonly string[];
  /** Around all rows; an odd one always lies between them. */
  readonly bounds: Bounds;
  /** Around the rows that are not odd: simpler, so that the engine can use its indexes. */
  readonly even: Bounds;
  /** The condition for rows that are not odd; `always` where the range has no others. */
  readonly isEven: string;
  readonly parameters: ParameterList;
  /** Decides a row that lies between the bounds. */
  readonly matches: (subject: Subject) => boolean;
}

/** Condition for the rows that are not odd and must be decided on the event nevertheless. */
export function betweenBounds({ even }: Plan): string {
  return isExact(even) ? never : and(even.may, not(even.quick ?? never), not(even.sure));
}

/** `shown`: no other arrivals are looked at, so that an answer made of several statements is of one moment. */
export async function planSelection(engine: Engine, selection: Selection, shown: SeqRanges, signal?: AbortSignal): Promise<Plan> {
  const own = new ParameterList(await hasUnindexedRows(engine, signal));
  const rights = and(
    seqCondition(shown),
    selection.clusters === null ? always : `cluster IN ${own.add(selection.clusters, 'Array(String)')}`,
    selection.topics === null ? always : `topic IN ${own.add(selection.topics, 'Array(String)')}`,
  );
  const times = and(selection.from === null ? always : `ts >= ${selection.from}`, selection.to === null ? always : `ts < ${selection.to}`);
  const scope = and(rights, times);
  const pieces = piecesOf(selection, times).map((piece) => and(rights, piece));
  const resolved = await resolveTerms(engine, selection, scope, own.parameters, signal);
  const ofQuery = own.copy();
  const compiled = compileQuery(selection.query, ofQuery, resolved);
  const isShort = compiled.may.length + compiled.sure.length <= maxConditions;
  // A query of hundreds of words would be a statement of megabytes: it is decided on the events.
  const even = isShort ? compiled : unknown;
  const isEven = (await mayHaveOddRows(engine, selection, signal)) ? 'odd = 0' : always;
  const bounds = selection.query.type === 'all' || isEven === always ? even : withOddRows(even);
  return { rights, scope, pieces, bounds, even, isEven, parameters: isShort ? ofQuery : own, matches: createMatcher(selection.query) };
}

export function readsBodies(condition: string): boolean {
  return /`(?:requestObject|responseObject)`/.test(condition);
}

/** The table is partitioned by days. */
function piecesOf({ from, to }: Selection, times: string): readonly string[] {
  if (from === null && to === null) return [times];
  const firstDay = from === null ? null : Math.ceil(from / microsPerDay);
  const endDay = to === null ? null : Math.floor(to / microsPerDay);
  if (firstDay !== null && endDay !== null && firstDay >= endDay) return [times];
  const isWhole = and(firstDay === null ? always : `_partition_value.1 >= ${firstDay}`, endDay === null ? always : `_partition_value.1 < ${endDay}`);
  return [isWhole, and(not(isWhole), times)];
}

/** Characters of conditions that the engine reads quickly, and does not refuse for their length. */
const maxConditions = 200_000;

/** Odd rows may match whatever their columns say. */
function withOddRows(bounds: Bounds): Bounds {
  const ofEven = (condition: string): string => (condition === never ? never : and('odd = 0', condition));
  const quick = bounds.quick === undefined ? {} : { quick: ofEven(bounds.quick) };
  return { may: or('odd = 1', bounds.may), sure: ofEven(bounds.sure), ...quick };
}

/** When an engine was last seen with rows of before the index of words; never again once it has none, since all new rows are in it. */
const unindexed = new WeakMap<Engine, { readonly found: boolean; readonly at: number }>();
const lookAgainMs = 600_000;

async function hasUnindexedRows(engine: Engine, signal?: AbortSignal): Promise<boolean> {
  const known = unindexed.get(engine);
  if (known !== undefined && (!known.found || performance.now() - known.at < lookAgainMs)) return known.found;
  const tail = `FROM ${eventsTable} WHERE bitAnd(flags, ${flag.worded}) = 0 LIMIT 1`;
  const found = (await selectAll(engine, { columns: [{ sql: 'flags', kind: 'u16' }], tail, signal })).length > 0;
  unindexed.set(engine, { found, at: performance.now() });
  return found;
}
