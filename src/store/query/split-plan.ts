// A selection cut in three for counting by values: what the engine groups, what is read row by row, and what is read as whole events.
import { groupValues } from '../../search/group-values.ts';
import { openSubject } from '../../search/read-field.ts';
import type { FieldPath } from '../../search/resolve-field.ts';
import type { Engine } from '../engine/engine.ts';
import { select, type ResultColumn } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { Selection } from '../store.ts';
import type { Shown } from '../stored-seqs.ts';
import { decideBetween } from './decide-between.ts';
import { groupSource, valuesOfKey, type GroupSource } from './group-source.ts';
import { planSelection, type Plan } from './plan.ts';
import { always, and, isExact, never, not, or } from './sql.ts';

export interface SplitPlan {
  readonly plan: Plan;
  readonly shown: Shown;
  /** In the order in which they were asked for. */
  readonly fields: readonly FieldPath[];
  readonly sources: readonly GroupSource[];
  /** Rows of which the engine knows that they match, and under which keys they count. */
  readonly grouped: string;
  /** Rows that match, and are read one by one. */
  readonly single: string;
  /** Its bounds hold all other rows that may match. */
  readonly rest: Plan;
}

export async function splitSelection(
  engine: Engine,
  selection: Selection,
  fields: readonly FieldPath[],
  shown: Shown,
  signal?: AbortSignal,
): Promise<SplitPlan> {
  const plan = await planSelection(engine, selection, shown.seqs, signal);
  const sources = fields.map((field) => groupSource(field, plan.parameters));
  const { even } = plan;
  const unsure = [...new Set(sources.map((source) => source.unsure))].filter((condition) => condition !== never);
  const known = and(even.sure, ...unsure.map(not));
  const sure = and(plan.isEven, known);
  const single = or(...sources.map((source) => source.single?.where ?? never));
  const rest = isExact(even) ? { may: and(even.may, or(...unsure)), sure: never } : { may: even.may, sure: known };
  return { plan, shown, fields, sources, grouped: and(sure, not(single)), single: and(sure, single), rest: { ...plan, even: rest } };
}

/** An event that was read by itself: when it stands (µs), and for each field the values it counts under. */
export interface SingleEvent {
  readonly ts: number;
  readonly lists: readonly (readonly string[])[];
}

/** All matching events that the engine does not group. */
export async function* singleEvents(engine: Engine, split: SplitPlan, signal?: AbortSignal): AsyncGenerator<SingleEvent> {
  const { plan, sources, fields } = split;
  for await (const event of decideBetween(engine, split.rest, always, signal)) {
    const subject = openSubject(event);
    yield { ts: event.key.ts, lists: fields.map((field) => groupValues(subject, field)) };
  }
  if (split.single === never) return;
  const texts = sources.map(({ single, show, group }): ResultColumn => ({
    sql: single === null ? show(group) : `if(${single.where}, ${single.text}, '')`,
    kind: 'bytes',
  }));
  const tail = `FROM ${eventsTable} WHERE ${plan.scope} AND ${split.single}`;
  for await (const rows of select(engine, { columns: [{ sql: 'ts', kind: 'i64' }, ...texts], tail, parameters: plan.parameters.parameters, signal }))
    for (const [ts, ...keys] of rows as readonly [number, ...Buffer[]][])
      yield { ts, lists: sources.map((source, k) => source.single?.valuesOf(keys[k]) ?? valuesOfKey(source, keys[k])) };
}
