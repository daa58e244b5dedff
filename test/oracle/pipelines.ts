// What pipes mean, written a second time: groups counted by a plain walk over the events, in the order that the contract gives.
import { spread, type Document, type Node } from './document.ts';

/** The values by which an event counts for a field: scalars as written, '' for none and for objects, each distinct one once. */
export function valuesOf(nodes: readonly Node[]): string[] {
  const texts = spread([...nodes]).map((node) => (node.t === 'object' || node.t === 'null' || node.t === 'array' ? '' : node.s.toWellFormed()));
  return texts.length === 0 ? [''] : [...new Set(texts)];
}

export type Read = (event: Document) => readonly Node[];

/** Rows of values and their number, largest first, then by the values' UTF-8 bytes. */
export function countBy(events: readonly Document[], fields: readonly Read[]): (readonly string[])[] {
  const counts = new Map<string, number>();
  for (const event of events) for (const key of combinations(fields.map((read) => valuesOf(read(event))))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const rows = [...counts].map(([key, count]) => ({ values: JSON.parse(key) as string[], count }));
  rows.sort((a, b) => b.count - a.count || compareLists(a.values, b.values));
  return rows.map(({ values, count }) => [...values, String(count)]);
}

function combinations(lists: readonly (readonly string[])[]): string[] {
  let rows: string[][] = [[]];
  for (const list of lists) rows = rows.flatMap((row) => list.map((value) => [...row, value]));
  return rows.map((row) => JSON.stringify(row));
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [k, value] of a.entries()) {
    const difference = Buffer.compare(Buffer.from(value), Buffer.from(b[k]));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Begin of the interval since the epoch, in whole seconds, as the contract writes it. */
export function bucketOf(micros: number, seconds: number): string {
  return `${new Date(Math.floor(micros / 1e6 / seconds) * seconds * 1000).toISOString().slice(0, 19)}Z`;
}
