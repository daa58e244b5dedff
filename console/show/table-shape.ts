// The answer to a query with a pipe as a table: what kind a column is, how its values are written and sorted, and what can be drawn over time.
import type { PipelineAnswerDocument } from '../../src/api/contract/query.ts';
import type { ColumnSource } from '../../src/search/sql/column-sources.ts';

export type CellKind = 'number' | 'time' | 'list' | 'boolean' | 'text';
export type Row = readonly unknown[];

export function kindOfColumn(engineType: string): CellKind {
  const type = engineType.replace(/^(?:(?:Nullable|LowCardinality)\()+/, '');
  if (/^(?:U?Int|Float|Decimal)/.test(type)) return 'number';
  if (type.startsWith('Date')) return 'time';
  if (type.startsWith('Array')) return 'list';
  return type.startsWith('Bool') ? 'boolean' : 'text';
}

/** A value as text; '' for none. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export interface Sorting {
  readonly column: number;
  readonly isDescending: boolean;
}

/** As it stands in the address: `2` for the second column upward, `-2` downward. Null for what names no column. */
export function readSorting(text: string | undefined, columns: number): Sorting | null {
  const match = /^(-?)([1-9]\d{0,2})$/.exec(text ?? '');
  return match === null || Number(match[2]) > columns ? null : { column: Number(match[2]) - 1, isDescending: match[1] === '-' };
}

export function sortRows(rows: readonly Row[], kind: CellKind, { column, isDescending }: Sorting): readonly Row[] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => compare(a[column], b[column], kind, sign));
}

/** What is missing stands last, either way. */
function compare(a: unknown, b: unknown, kind: CellKind, sign: number): number {
  const [left, right] = [cellText(a), cellText(b)];
  if (left === '' || right === '') return Number(left === '') - Number(right === '');
  if (kind === 'number') return sign * compareNumbers(left, right);
  return sign * (left < right ? -1 : left > right ? 1 : 0);
}

/** Whole numbers of 64 bits come as text: past 2^53 they are compared as such. */
function compareNumbers(left: string, right: string): number {
  if (/^-?\d{16,}$/.test(left) && /^-?\d+$/.test(right)) return Number(BigInt(left) - BigInt(right) > 0n) - Number(BigInt(left) - BigInt(right) < 0n);
  return Number(left) - Number(right);
}

export interface Point {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface TimeSeries {
  readonly series: readonly Series[];
  /** Further ones that are not drawn: those with the smallest sums. */
  readonly more: number;
  readonly from: number;
  readonly to: number;
  /** The length of a bucket; null where times are not those of buckets. */
  readonly bucketMs: number | null;
}

export const maxSeries = 6;
const maxPoints = 2_000;

/** What can be drawn over time: the first column is a time and a later one a number. Null where it is not so, or one moment only. */
export function timeSeriesOf({ columns, rows }: Pick<PipelineAnswerDocument, 'columns' | 'rows'>, sources: readonly ColumnSource[]): TimeSeries | null {
  const kinds = columns.map(({ type }) => kindOfColumn(type));
  const numbers = kinds.flatMap((kind, k) => (kind === 'number' ? [k] : []));
  if (kinds[0] !== 'time' || numbers.length === 0) return null;
  const labels = kinds.flatMap((kind, k) => (k > 0 && kind !== 'number' && kind !== 'time' ? [k] : []));
  const drawn = labels.length > 0 ? numbers.slice(0, 1) : numbers;
  const byName = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const at = Date.parse(cellText(row[0]));
    if (!Number.isFinite(at)) continue;
    for (const column of drawn) addPoint(byName, nameOf(row, labels, columns[column].name), at, row[column]);
  }
  const times = [...byName.values()].flatMap((points) => [...points.keys()]);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  if (!(to > from)) return null;
  const source = sources[0];
  const bucketMs = source?.type === 'bucket' && (to - from) / source.ms <= maxPoints ? source.ms : null;
  const isCount = sources[drawn[0]]?.type === 'count';
  const all = [...byName].map(([name, points]) => ({ name, points: pointsOf(points, isCount ? bucketMs : null, from, to) }));
  all.sort((a, b) => sumOf(b) - sumOf(a));
  return { series: all.slice(0, maxSeries), more: Math.max(0, all.length - maxSeries), from, to, bucketMs };
}

function nameOf(row: Row, labels: readonly number[], otherwise: string): string {
  return labels.length === 0 ? otherwise : labels.map((label) => cellText(row[label])).join(' · ');
}

function addPoint(byName: Map<string, Map<number, number>>, name: string, at: number, value: unknown): void {
  const number = Number(cellText(value));
  if (value === null || !Number.isFinite(number)) return;
  const points = byName.get(name) ?? new Map<number, number>();
  points.set(at, (points.get(at) ?? 0) + number);
  byName.set(name, points);
}

/** In order of time; where events are counted, a bucket without a row is a bucket without an event. */
function pointsOf(points: ReadonlyMap<number, number>, bucketMs: number | null, from: number, to: number): readonly Point[] {
  if (bucketMs === null) return [...points].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
  return Array.from({ length: Math.round((to - from) / bucketMs) + 1 }, (_, k) => {
    const at = from + k * bucketMs;
    return { at, value: points.get(at) ?? 0 };
  });
}

function sumOf({ points }: Series): number {
  return points.reduce((sum, { value }) => sum + value, 0);
}
