// The rows written last, as they were sent to the engine: a page of the newest events is put together without reading them back from all over the disk.
import type { EncodedBody, EncodedRow } from './encode-body.ts';
import type { Engine } from './engine/engine.ts';
import { readRow, type Row } from './engine/read-rows.ts';
import { columns } from './schema.ts';

const maxBytes = 48 * 1024 * 1024;
/** Larger bodies would push out all others. */
const maxBodyBytes = 4 * 1024 * 1024;
/** A buffer that is filled so far is kept as it is; of others the rows are copied. */
const filled = 0.5;
const kinds = columns.map((column) => column.kind);

interface Kept {
  readonly seq: number;
  readonly bytes: Buffer;
  readonly rows: readonly EncodedRow[];
  /** What it holds in memory. */
  readonly size: number;
  readonly release: (() => void) | null;
}

/**
 * Rows by their place, of which the engine must have told that they are stored and shown: here are also rows that it did not take (duplicates) or
 * that were removed since. A place never gets another row.
 */
export class RecentRows {
  private readonly bySeq = new Map<number, Kept[]>();
  private readonly inOrder: Kept[] = [];
  private bytes = 0;

  add(body: EncodedBody): void {
    if (body.rows.length === 0 || body.buffer.length > maxBodyBytes) return;
    const same = this.bySeq.get(body.context.seq);
    // Written again because the engine was in doubt.
    if (same?.some(({ rows }) => rows === body.rows) === true) return;
    const kept = keptOf(body);
    if (same === undefined) this.bySeq.set(kept.seq, [kept]);
    else same.push(kept);
    this.inOrder.push(kept);
    this.bytes += kept.size;
    while (this.bytes > maxBytes) this.forgetOldest();
  }

  /** The row in the form of `eventColumns`, or null where it is not among the newest. */
  find({ seq, place }: { readonly seq: number; readonly place: number }): Row | null {
    for (const { rows, bytes } of this.bySeq.get(seq) ?? []) {
      const row = rows.find((candidate) => candidate.place === place);
      // By copy: the buffer is another body's once it is forgotten.
      if (row !== undefined) return readRow(Buffer.from(bytes.subarray(row.from, row.to)), kinds);
    }
    return null;
  }

  private forgetOldest(): void {
    const oldest = this.inOrder.shift()!;
    this.bytes -= oldest.size;
    const left = this.bySeq.get(oldest.seq)!.filter((kept) => kept !== oldest);
    if (left.length === 0) this.bySeq.delete(oldest.seq);
    else this.bySeq.set(oldest.seq, left);
    oldest.release?.();
  }
}

/** The body's rows; its buffer is kept where that costs little memory. */
function keptOf(body: EncodedBody): Kept {
  const { rows, buffer } = body;
  const { seq } = body.context;
  const whole = buffer.buffer.byteLength;
  if (buffer.length < whole * filled) return { seq, rows, bytes: Buffer.from(buffer), size: buffer.length, release: null };
  return { seq, rows, bytes: buffer, size: whole, release: body.keep() };
}

const all = new WeakMap<Engine, RecentRows>();

/** The rows written last to this engine by this program. */
export function recentRows(engine: Engine): RecentRows {
  let recent = all.get(engine);
  if (recent === undefined) all.set(engine, (recent = new RecentRows()));
  return recent;
}
