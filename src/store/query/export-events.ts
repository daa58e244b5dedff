// Every match in order at constant memory: time windows of bounded size, each read in storage order and sorted here.
import type { Engine } from '../engine/engine.ts';
import { select, selectAll } from '../engine/statements.ts';
import { eventColumns } from '../decode-event.ts';
import { eventsTable } from '../schema.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import type { Order, Selection, StoredEvent } from '../store.ts';
import { compareKeys } from './event-keys.ts';
import { storedEvent } from './fetch-events.ts';
import { planSelection, type Plan } from './plan.ts';
import { isExact } from './sql.ts';

/** What one window may hold, bytes of events. */
const windowBytes = 32 * 1024 * 1024;
/** Into how many slots a range is cut to find windows. */
const slots = 2_000;

export async function* exportEvents(engine: Engine, selection: Selection, order: Order, shown: SeqRanges, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  const plan = await planSelection(engine, selection, shown, signal);
  const [extent] = await selectAll(engine, {
    columns: [
      { sql: 'count()', kind: 'u64' },
      { sql: 'min(ts)', kind: 'i64' },
      { sql: 'max(ts)', kind: 'i64' },
    ],
    tail: `FROM ${eventsTable} WHERE ${plan.scope} AND ${plan.bounds.may}`,
    parameters: plan.parameters.parameters,
    signal,
  });
  const [count, first, last] = extent as readonly number[];
  if (count === 0) return;
  for await (const window of windowsOf(engine, plan, { from: first, to: last + 1 }, order, signal)) yield* readWindow(engine, plan, window, order, signal);
}

interface Window {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

async function* windowsOf(engine: Engine, plan: Plan, range: Window, order: Order, signal?: AbortSignal): AsyncGenerator<Window> {
  const width = Math.max(1, Math.ceil((range.to - range.from) / slots));
  const rows = await selectAll(engine, {
    columns: [
      { sql: `intDiv(ts - ${range.from}, ${width}) AS slot`, kind: 'i64' },
      { sql: 'sum(bytes)', kind: 'u64' },
    ],
    tail: `FROM ${eventsTable} WHERE ${plan.scope} AND ${plan.bounds.may} AND ts >= ${range.from} AND ts < ${range.to} GROUP BY slot ORDER BY slot ${order}`,
    parameters: plan.parameters.parameters,
    signal,
  });
  let open: (Window & { bytes: number }) | null = null;
  for (const [slot, bytes] of rows as readonly (readonly number[])[]) {
    const own = { from: range.from + slot * width, to: Math.min(range.to, range.from + (slot + 1) * width), bytes };
    if (bytes > windowBytes && width > 1) {
      if (open !== null) yield open;
      open = null;
      yield* windowsOf(engine, plan, own, order, signal);
    } else if (open === null) open = own;
    else if (open.bytes + bytes > windowBytes) {
      yield open;
      open = own;
    } else open = { from: Math.min(open.from, own.from), to: Math.max(open.to, own.to), bytes: open.bytes + bytes };
  }
  if (open !== null) yield open;
}

async function* readWindow(engine: Engine, plan: Plan, window: Window, order: Order, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  const events: StoredEvent[] = [];
  const isDecided = isExact(plan.bounds);
  const columns = [...eventColumns, { sql: `toUInt8(${plan.bounds.sure})`, kind: 'u8' as const }];
  const tail = `FROM ${eventsTable} WHERE ${plan.scope} AND ${plan.bounds.may} AND ts >= ${window.from} AND ts < ${window.to}`;
  for await (const rows of select(engine, { columns, tail, parameters: plan.parameters.parameters, signal }))
    for (const row of rows) {
      const event = storedEvent(row);
      if (isDecided || row[eventColumns.length] === 1 || plan.matches(event)) events.push(event);
    }
  events.sort((a, b) => compareKeys(a.key, b.key));
  yield* order === 'asc' ? events : events.reverse();
}
