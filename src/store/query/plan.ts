// A selection made ready for the engine: scope, bounds and parameters, with the odd rows and the snapshot worked in.
import { createMatcher, type Subject } from '../../search/evaluate.ts';
import type { Query } from '../../search/ast.ts';
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { Selection } from '../store.ts';
import { compileQuery } from './compile.ts';
import { resolveValues } from './resolve-values.ts';
import { always, and, never, not, or, ParameterList, unknown, type Bounds } from './sql.ts';

export interface Plan {
  /** Rows that the selection's clusters, topics and snapshot allow, at any time. */
  readonly rights: string;
  /** `rights` within the time range. */
  readonly scope: string;
  readonly bounds: Bounds;
  readonly parameters: ParameterList;
  /** Decides a row that lies between the bounds. */
  readonly matches: (subject: Subject) => boolean;
}

/** Condition for rows that must be decided on the event. */
export function betweenBounds(plan: Plan): string {
  return and(plan.bounds.may, not(plan.bounds.sure));
}

/** `newestSeq`: nothing that arrived after it is looked at, so that an answer made of several statements is of one moment. */
export async function planSelection(engine: Engine, selection: Selection, newestSeq: number, signal?: AbortSignal): Promise<Plan> {
  const own = new ParameterList();
  const rights = and(
    `seq <= ${newestSeq}`,
    selection.clusters === null ? always : `cluster IN ${own.add(selection.clusters, 'Array(String)')}`,
    selection.topics === null ? always : `topic IN ${own.add(selection.topics, 'Array(String)')}`,
  );
  const scope = and(rights, selection.from === null ? always : `ts >= ${selection.from}`, selection.to === null ? always : `ts < ${selection.to}`);
  const resolved = await resolveValues(engine, selection.query, scope, own.parameters, signal);
  const ofQuery = own.copy();
  const compiled = compileQuery(selection.query, ofQuery, resolved);
  const isShort = compiled.may.length + compiled.sure.length <= maxConditions;
  // A query of hundreds of words would be a statement of megabytes: it is decided on the events.
  const bounds = isShort ? compiled : unknown;
  const parameters = isShort ? ofQuery : own;
  const whole = isTrivial(selection.query) || !(await hasOddRows(engine, signal)) ? bounds : withOddRows(bounds);
  return { rights, scope, bounds: whole, parameters, matches: createMatcher(selection.query) };
}

/** Characters of conditions that the engine reads quickly, and does not refuse for their length. */
const maxConditions = 200_000;

/** Odd rows may match whatever their columns say. */
function withOddRows(bounds: Bounds): Bounds {
  return { may: or('odd = 1', bounds.may), sure: bounds.sure === never ? never : and('odd = 0', bounds.sure) };
}

function isTrivial(query: Query): boolean {
  return query.type === 'all';
}

async function hasOddRows(engine: Engine, signal?: AbortSignal): Promise<boolean> {
  const rows = await selectAll(engine, { columns: [{ sql: 'odd', kind: 'u8' }], tail: `FROM ${eventsTable} WHERE odd = 1 LIMIT 1`, signal });
  return rows.length > 0;
}
