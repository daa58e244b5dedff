// The rows written last, as they were sent to the engine: a page of the newest events is put together without reading them back from all over the disk.
import type { EncodedBody, EncodedRow } from './encode-body.ts';
import type { Engine } from './engine/engine.ts';
import { readRow, type Row } from './engine/read-rows.ts';
import { columns } from './schema.ts';

const maxBytes = 48 * 1024 * 1024;
/** Larger bodies would push out all others. */
const maxBodyBytes = 4 * 1024 * 1024;
const kinds = columns.map((column) => column.kind);

interface Kept {
  readonly seq: number;
  readonly bytes: Buffer;
  readonly rows: readonly EncodedRow[];
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
    const kept = { seq: body.context.seq, bytes: Buffer.from(body.buffer), rows: body.rows };
    const same = this.bySeq.get(kept.seq);
    if (same === undefined) this.bySeq.set(kept.seq, [kept]);
    else same.push(kept);
    this.inOrder.push(kept);
    this.bytes += kept.bytes.length;
    while (this.bytes > maxBytes) this.forgetOldest();
  }

  /** The row in the form of `eventColumns`, or null where it is not among the newest. */
  find({ seq, place }: { readonly seq: number; readonly place: number }): Row | null {
    for (const { rows, bytes } of this.bySeq.get(seq) ?? []) {
      const row = rows.find((candidate) => candidate.place === place);
      if (row !== undefined) return readRow(bytes.subarray(row.from, row.to), kinds);
    }
    return null;
  }

  private forgetOldest(): void {
    const oldest = this.inOrder.shift()!;
    this.bytes -= oldest.bytes.length;
    const left = this.bySeq.get(oldest.seq)!.filter((kept) => kept !== oldest);
    if (left.length === 0) this.bySeq.delete(oldest.seq);
    else this.bySeq.set(oldest.seq, left);
  }
}

const all = new WeakMap<Engine, RecentRows>();

/** The rows written last to this engine by this program. */
export function recentRows(engine: Engine): RecentRows {
  let recent = all.get(engine);
  if (recent === undefined) all.set(engine, (recent = new RecentRows()));
  return recent;
}
