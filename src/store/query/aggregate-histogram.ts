// Events over time: counts in buckets, each split by the values of a field where one is asked for.
import { AppError } from '../../lib/app-error.ts';
import type { Engine } from '../engine/engine.ts';
import { select, type ResultColumn } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { HistogramBucket, HistogramRequest, Selection } from '../store.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import { valuesOfKey } from './group-source.ts';
import { singleEvents, splitSelection } from './split-plan.ts';
import { never } from './sql.ts';

/** Counts in one answer: about twenty megabytes of it. */
const maxCounts = 200_000;

export async function aggregateHistogram(
  engine: Engine,
  selection: Selection,
  { intervalMicros, by }: HistogramRequest,
  shown: SeqRanges,
  signal?: AbortSignal,
): Promise<readonly HistogramBucket[]> {
  const split = await splitSelection(engine, selection, by === null ? [] : [by], shown, signal);
  const { plan, sources } = split;
  const buckets = new Buckets(by !== null);
  if (split.grouped !== never) {
    const keys = sources.map(({ show }): ResultColumn => ({ sql: show('g'), kind: 'bytes' }));
    const columns: ResultColumn[] = [{ sql: 'b', kind: 'i64' }, { sql: 'c', kind: 'u64' }, ...keys];
    const groups = sources.map(({ group }) => `, ${group} AS g`).join('');
    const grouped = `SELECT intDiv(ts, ${intervalMicros}) AS b${groups}, count() AS c FROM ${eventsTable} WHERE ${plan.scope} AND ${split.grouped} GROUP BY b${by === null ? '' : ', g'}`;
    for await (const rows of select(engine, { columns, tail: `FROM (${grouped})`, parameters: plan.parameters.parameters, signal }))
      for (const [bucket, count, ...key] of rows as readonly [number, number, ...Buffer[]][]) {
        const values = sources.flatMap((source, k) => valuesOfKey(source, key[k]));
        buckets.add(bucket, count, values);
      }
  }
  for await (const { ts, lists } of singleEvents(engine, split, signal)) buckets.add(Math.floor(ts / intervalMicros), 1, lists.flat());
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
