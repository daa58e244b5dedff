// Counts of events: how many, over time, and by the values of fields.
import type { FacetsAnswer, HistogramAnswer, TopAnswer } from '../../api/contract/aggregates.ts';
import type { CountAnswer } from '../../api/contract/events.ts';
import { csvLine } from '../../lib/csv.ts';
import { isObject, member, parseJson } from '../../audit/json-value.ts';
import { readPage } from '../answer-rows.ts';
import { requireFormat } from '../check-options.ts';
import type { ServerOptions } from '../main.ts';
import { bar } from '../print/bars.ts';
import { printColumns } from '../print/columns.ts';
import { plainStyle, styleOf, type Style } from '../print/style.ts';
import { visibleCell } from '../print/visible.ts';
import { writeOut } from '../print/write-out.ts';
import type { CountOptions, FacetsOptions, HistogramOptions, TopOptions } from '../search-commands.ts';
import { selectionParameters } from '../search-query.ts';
import { call, callJson } from '../server-client.ts';

export async function count(query: string, options: ServerOptions & CountOptions, object: readonly string[] = []): Promise<number> {
  requireFormat(options.output, ['text', 'json']);
  const answer = await callJson<CountAnswer>(options, { path: '/api/v1/count', query: selectionParameters(query, options, object) });
  await writeOut(options.output === 'json' ? json(answer) : `${answer.count}\n`);
  return 0;
}

export async function top(query: string, options: ServerOptions & TopOptions, object: readonly string[] = []): Promise<number> {
  requireFormat(options.output, ['table', 'json', 'csv']);
  const parameters = { ...selectionParameters(query, options, object), by: options.by, limit: options.limit };
  const answer = await callJson<TopAnswer>(options, { path: '/api/v1/top', query: parameters });
  if (options.output === 'json') return done(json(answer));
  const names = namesOf(options.by);
  const rows = answer.rows.map(({ values, count }) => [String(count), ...values]);
  if (options.output === 'csv') return done([['count', ...names], ...rows].map(csvLine).join(''));
  await writeOut(printCounts(['COUNT', ...names.map((name) => name.toUpperCase())], rows, styleOf(process.stdout, process.env)));
  if (process.stdout.isTTY && answer.distinct > rows.length)
    process.stderr.write(`${rows.length} of ${answer.distinct}${answer.exact ? '' : ' or more'}; more by --limit\n`);
  return 0;
}

export async function facets(query: string, options: ServerOptions & FacetsOptions, object: readonly string[] = []): Promise<number> {
  requireFormat(options.output, ['table', 'json']);
  const { fields, name, match, limit } = options;
  const answer = await callJson<FacetsAnswer>(options, {
    path: '/api/v1/facets',
    query: { ...selectionParameters(query, options, object), fields, name, match, limit },
  });
  if (options.output === 'json') return done(json(answer));
  const style = styleOf(process.stdout, process.env);
  for (const [field, { values, distinct, exact }] of Object.entries(answer.facets)) {
    const more = distinct > values.length ? `  (${values.length} of ${exact ? '' : 'at least '}${distinct})` : '';
    await writeOut(`${style.bold(visibleCell(field))}${style.dim(more)}\n`);
    const rows = values.map(({ value, count }) => [String(count), value]);
    await writeOut(`${printCounts(null, rows, style)}\n`);
  }
  return 0;
}

export async function histogram(query: string, options: ServerOptions & HistogramOptions, object: readonly string[] = []): Promise<number> {
  requireFormat(options.output, ['table', 'json', 'csv']);
  const selection = selectionParameters(query, options, object);
  const interval = options.interval ?? (await goodInterval(options, selection));
  const answer = await callJson<HistogramAnswer>(options, { path: '/api/v1/histogram', query: { ...selection, interval, by: options.by } });
  if (options.output === 'json') return done(json(answer));
  const flat = answer.buckets.flatMap(({ start, count, counts }) =>
    counts === undefined
      ? [[start, String(count)]]
      : Object.entries(counts)
          .sort(([, a], [, b]) => b - a)
          .map(([value, own]) => [start, value, String(own)]),
  );
  if (options.output === 'csv') return done([['start', ...(options.by === undefined ? [] : namesOf(options.by)), 'count'], ...flat].map(csvLine).join(''));
  return done(printHistogram(answer, interval, styleOf(process.stdout, process.env)));
}

function printHistogram({ buckets }: HistogramAnswer, interval: string, style: Style): string {
  const most = buckets.reduce((largest, { count }) => Math.max(largest, count), 0);
  const rows = buckets.map(({ start, count, counts }) => {
    const values = Object.entries(counts ?? {}).sort(([, a], [, b]) => b - a);
    return [
      start,
      String(count),
      style.isTerminal ? bar(count, most, barWidth) : '',
      values.map(([value, own]) => `${value === '' ? '""' : visibleCell(value)} ${own}`).join(', '),
    ];
  });
  const paint = (cell: string, column: number): string => (column === 0 ? style.dim(cell) : column === 2 ? style.cyan(cell) : cell);
  const fitting = style.isTerminal ? { width: style.width } : {};
  return printColumns([`START (${interval})`, 'COUNT', '', ''], rows, { paint, right: [1], ...fitting });
}

const barWidth = 30;

/** Counts with bars beside them on a terminal; the values as they are elsewhere. An empty value is shown as "". */
function printCounts(head: readonly string[] | null, rows: readonly (readonly string[])[], style: Style): string {
  const most = Number(rows[0]?.[0] ?? 0);
  const cells = rows.map(([count, ...values]) => [
    count,
    ...values.map((value) => (value === '' ? '""' : visibleCell(value))),
    ...(style.isTerminal ? [bar(Number(count), most, barWidth / 2)] : []),
  ]);
  const columns = cells[0]?.length ?? 1;
  const names = Array.from({ length: columns }, (_, k) => head?.[k] ?? '');
  const paint = (cell: string, column: number): string => (style.isTerminal && column === columns - 1 ? style.cyan(cell) : cell);
  const fitting = style === plainStyle || !style.isTerminal ? {} : { width: style.width };
  return printColumns(names, cells, { paint, right: [0], withHeader: head !== null, ...fitting });
}

/** Names cut at commas outside quotes. */
function namesOf(text: string): readonly string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/g) ?? [];
}

const steps = [
  ['1s', 1],
  ['10s', 10],
  ['1m', 60],
  ['5m', 300],
  ['15m', 900],
  ['1h', 3600],
  ['6h', 21_600],
  ['1d', 86_400],
  ['7d', 604_800],
  ['30d', 2_592_000],
] as const;
const fewBuckets = 40;

/** An interval by which the time between the first and the last match becomes a page. */
async function goodInterval(options: ServerOptions, selection: Record<string, string | undefined>): Promise<string> {
  const [oldest, newest] = await Promise.all(['asc', 'desc'].map((order) => timeOfFirst(options, { ...selection, order, limit: '1', fold: 'false' })));
  const seconds = oldest === null || newest === null ? 0 : (newest - oldest) / 1000;
  return (steps.find(([, length]) => seconds / length <= fewBuckets) ?? steps[steps.length - 1])[0];
}

async function timeOfFirst(options: ServerOptions, query: Record<string, string | undefined>): Promise<number | null> {
  const { rows } = readPage(await call(options, { path: '/api/v1/events', query }));
  if (rows.length === 0) return null;
  const event = parseJson(rows[0].event);
  const time = isObject(event) ? member(event, 'stageTimestamp') : undefined;
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

async function done(text: string): Promise<number> {
  await writeOut(text);
  return 0;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
