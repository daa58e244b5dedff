// Events over time: counts in buckets, each split by the values of a field where one is asked for.
import { AppError } from '../../lib/app-error.ts';
import { groupValues } from '../../search/group-values.ts';
import { openSubject } from '../../search/read-field.ts';
import type { Engine } from '../engine/engine.ts';
import { select, type ResultColumn } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { HistogramBucket, HistogramRequest, Selection } from '../store.ts';
import { splitPlan } from './aggregate-groups.ts';
import { decideBetween } from './decide-between.ts';
import { groupSource, valuesOfKey } from './group-source.ts';
import { planSelection } from './plan.ts';
import { always, never } from './sql.ts';

/** Counts in one answer: about twenty megabytes of it. */
const maxCounts = 200_000;

export async function aggregateHistogram(
  engine: Engine,
  selection: Selection,
  { intervalMicros, by }: HistogramRequest,
  newestSeq: number,
  signal?: AbortSignal,
): Promise<readonly HistogramBucket[]> {
  const plan = await planSelection(engine, selection, newestSeq, signal);
  const sources = by === null ? [] : [groupSource(by, plan.parameters)];
  const split = splitPlan(plan, sources);
  const buckets = new Buckets(by !== null);
  if (split.sure !== never) {
    const keys: ResultColumn[] = sources.map(({ key }) => ({ sql: `${key} AS k`, kind: 'bytes' }));
    const columns: ResultColumn[] = [{ sql: `intDiv(ts, ${intervalMicros}) AS b`, kind: 'i64' }, { sql: 'count()', kind: 'u64' }, ...keys];
    const tail = `FROM ${eventsTable} WHERE ${plan.scope} AND ${split.sure} GROUP BY b${by === null ? '' : ', k'}`;
    for await (const rows of select(engine, { columns, tail, parameters: plan.parameters.parameters, signal }))
      for (const [bucket, count, ...key] of rows as readonly [number, number, ...Buffer[]][])
        buckets.add(
          bucket,
          count,
          sources.flatMap((source, k) => valuesOfKey(source, key[k])),
        );
  }
  for await (const event of decideBetween(engine, split.rest, always, signal))
    buckets.add(Math.floor(event.key.ts / intervalMicros), 1, by === null ? [] : groupValues(openSubject(event), by));
  return buckets.inOrder(intervalMicros);
}

class Buckets {
  private readonly all = new Map<number, { count: number; readonly counts: Map<string, number> }>();
  private entries = 0;
  private readonly isSplit: boolean;

  constructor(isSplit: boolean) {
    this.isSplit = isSplit;
  }

  add(number: number, count: number, values: readonly string[]): void {
    let bucket = this.all.get(number);
    if (bucket === undefined) {
      this.all.set(number, (bucket = { count: 0, counts: new Map() }));
      this.enter();
    }
    bucket.count += count;
    for (const value of values) {
      const known = bucket.counts.get(value);
      if (known === undefined) this.enter();
      bucket.counts.set(value, (known ?? 0) + count);
    }
  }

  inOrder(intervalMicros: number): readonly HistogramBucket[] {
    return [...this.all]
      .sort(([a], [b]) => a - b)
      .map(([number, { count, counts }]) => ({ start: number * intervalMicros, count, counts: this.isSplit ? counts : null }));
  }

  private enter(): void {
    this.entries += 1;
    if (this.entries > maxCounts)
      throw new AppError('bad_parameter', `The histogram would have more than ${maxCounts} counts.`, {
        hint: 'Give a longer interval, a shorter time range, or a field with fewer values.',
        extra: { parameter: 'interval' },
      });
  }
}
