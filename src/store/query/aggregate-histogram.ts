// Events over time: counts in buckets, each split by the values of a field where one is asked for.
import { AppError } from '../../lib/app-error.ts';
import type { Engine } from '../engine/engine.ts';
import { select, type ResultColumn } from '../engine/statements.ts';
import { stepOf } from '../rollups.ts';
import { eventsTable } from '../schema.ts';
import type { HistogramBucket, HistogramRequest, Selection } from '../store.ts';
import type { Shown } from '../stored-seqs.ts';
import { valuesOfKey } from './group-source.ts';
import { readCounts } from './read-counts.ts';
import { singleEvents, splitSelection, type SplitPlan } from './split-plan.ts';
import { never } from './sql.ts';

/** Counts in one answer: about twenty megabytes of it. */
const maxCounts = 200_000;

export async function aggregateHistogram(
  engine: Engine,
  selection: Selection,
  { intervalMicros, by }: HistogramRequest,
  shown: Shown,
  signal?: AbortSignal,
): Promise<readonly HistogramBucket[]> {
  const split = await splitSelection(engine, selection, by === null ? [] : [by], shown, signal);
  const buckets = split.grouped === never ? new Buckets(by !== null) : await readBuckets(engine, split, { intervalMicros, by }, signal);
  for await (const { ts, lists } of singleEvents(engine, split, signal)) buckets.add(Math.floor(ts / intervalMicros), 1, lists.flat());
  return buckets.inOrder(intervalMicros);
}

async function readBuckets(engine: Engine, split: SplitPlan, { intervalMicros, by }: HistogramRequest, signal?: AbortSignal): Promise<Buckets> {
  const { plan, shown, sources } = split;
  const keys = sources.map(({ show }): ResultColumn => ({ sql: show('g'), kind: 'bytes' }));
  const columns: ResultColumn[] = [{ sql: 'b', kind: 'i64' }, { sql: 'c', kind: 'u64' }, ...keys];
  const groups = sources.map(({ group }) => `, ${group} AS g`).join('');
  const counted = (bucket: string, piece: string): string =>
    `SELECT ${bucket} AS b${groups}, count() AS c FROM ${eventsTable} WHERE ${piece} AND ${split.grouped} GROUP BY b${by === null ? '' : ', g'}`;
  const expressions = [split.grouped, ...sources.map(({ group }) => group)];
  return readCounts({ plan, shown, expressions, interval: intervalMicros }, async ({ pieces, rollup, settings }) => {
    const buckets = new Buckets(by !== null);
    const ofRows = inSteps('ts', intervalMicros);
    const ofCounts = rollup === null ? ofRows : inSteps(stepOf(rollup), intervalMicros / rollup.micros);
    const tail = `FROM (${pieces.map((piece, k) => counted(k === 0 ? ofCounts : ofRows, piece)).join(' UNION ALL ')})`;
    for await (const rows of select(engine, { columns, tail, parameters: plan.parameters.parameters, settings, signal }))
      for (const [bucket, count, ...key] of rows as readonly [number, number, ...Buffer[]][]) {
        const values = sources.flatMap((source, k) => valuesOfKey(source, key[k]));
        buckets.add(bucket, count, values);
      }
    return buckets;
  });
}

function inSteps(step: string, count: number): string {
  return count === 1 ? step : `intDiv(${step}, ${count})`;
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
