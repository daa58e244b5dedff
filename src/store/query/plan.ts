// A selection made ready for the engine: scope, bounds and parameters, with the odd rows and the snapshot worked in.
import type { Query } from '../../search/ast.ts';
import { createMatcher, type Subject } from '../../search/evaluate.ts';
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { mayHaveOddRows, storedTimes } from '../row-extremes.ts';
import { eventsTable, flag } from '../schema.ts';
import { seqCondition, type SeqRanges } from '../seq-ranges.ts';
import type { Selection } from '../store.ts';
import { compileQuery, type Resolved } from './compile.ts';
import { resolveTerms } from './resolve-values.ts';
import { always, and, isExact, never, not, or, ParameterList, sureWithin, unknown, type Bounds } from './sql.ts';

/** µs since the epoch, `from` inclusive, `to` exclusive; null = open. */
export type TimeRange = Pick<Selection, 'from' | 'to'>;

export interface Plan {
  /** Rows that the selection's clusters and topics allow, at any time and of any arrival. */
  readonly owned: string;
  /** Those of them that the snapshot shows. */
  readonly rights: string;
  /** `owned`, and `rights`, within the time range. */
  readonly ownedScope: string;
  readonly scope: string;
  /** The time range, as far as rows stand beyond it: where a bound is null, no row has to be asked for its time. */
  readonly range: TimeRange;
  /** Around all rows; an odd one always lies between them. */
  readonly bounds: Bounds;
  /** Around the rows that are not odd: simpler, so that the engine can use its indexes. */
  readonly even: Bounds;
  /** The condition for rows that are not odd; `always` where the range has no others. */
  readonly isEven: string;
  readonly parameters: ParameterList;
  /** Few events can match, and it is known where they stand. */
  readonly isNarrow: boolean;
  /** Decides a row that lies between the bounds. */
  readonly matches: (subject: Subject) => boolean;
}

/** Condition for the rows that are not odd and must be decided on the event nevertheless. */
export function betweenBounds({ even }: Plan): string {
  return isExact(even) ? never : and(even.may, not(even.steps?.quick ?? never), not(sureWithin(even)));
}

/** `shown`: no other arrivals are looked at, so that an answer made of several statements is of one moment. */
export async function planSelection(engine: Engine, selection: Selection, shown: SeqRanges, signal?: AbortSignal): Promise<Plan> {
  const own = new ParameterList(await hasUnindexedRows(engine, signal));
  const owned = and(
    selection.clusters === null ? always : `cluster IN ${own.add(selection.clusters, 'Array(String)')}`,
    selection.topics === null ? always : `topic IN ${own.add(selection.topics, 'Array(String)')}`,
  );
  const rights = and(seqCondition(shown), owned);
  const range = boundedBy(selection, await storedTimes(engine, signal));
  const times = and(range.from === null ? always : `ts >= ${range.from}`, range.to === null ? always : `ts < ${range.to}`);
  const ownedScope = and(owned, times);
  const scope = and(rights, times);
  const resolved = await resolveTerms(engine, selection, scope, own.parameters, signal);
  const ofQuery = own.copy();
  const compiled = compileQuery(selection.query, ofQuery, resolved);
  const isShort = compiled.may.length + compiled.sure.length <= maxConditions;
  // A query of hundreds of words would be a statement of megabytes: it is decided on the events.
  const even = isShort ? compiled : unknown;
  const isEven = (await mayHaveOddRows(engine, selection, signal)) ? 'odd = 0' : always;
  const bounds = selection.query.type === 'all' || isEven === always ? even : withOddRows(even);
  return {
    owned,
    rights,
    ownedScope,
    scope,
    range,
    bounds,
    even,
    isEven,
    parameters: isShort ? ofQuery : own,
    matches: createMatcher(selection.query),
    isNarrow: isNarrow(selection.query, resolved),
  };
}

/** The same for all rows that the engine holds: to be used where these are known to be the snapshot's. */
export function ofAllArrivals(plan: Plan): Plan {
  return { ...plan, rights: plan.owned, scope: plan.ownedScope };
}

/** So many rows are read at once, whatever is asked of them. */
const fewRows = 500;

function isNarrow(query: Query, { places }: Pick<Resolved, 'places'>): boolean {
  const known = query.type === 'text' || query.type === 'term' ? places.get(query) : undefined;
  if (known !== undefined) return known.bodies.length === 0 && known.rows.length <= fewRows;
  return query.type === 'and' && query.items.some((item) => isNarrow(item, { places }));
}

export function readsBodies(condition: string): boolean {
  return /`(?:requestObject|responseObject)`/.test(condition);
}

/** Bounds beyond which no row stands are left out. */
function boundedBy({ from, to }: TimeRange, { first, last }: { readonly first: number; readonly last: number }): TimeRange {
  return { from: from === null || from <= first ? null : from, to: to === null || to > last ? null : to };
}

/** Characters of conditions that the engine reads quickly, and does not refuse for their length. */
const maxConditions = 200_000;

/** Odd rows may match whatever their columns say. */
function withOddRows(bounds: Bounds): Bounds {
  const ofEven = (condition: string): string => (condition === never ? never : and('odd = 0', condition));
  return { may: or('odd = 1', bounds.may), sure: ofEven(bounds.sure) };
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
