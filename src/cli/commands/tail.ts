// Prints events as they arrive, through restarts of the server, until it is told to end.
import { cellsOf, header, oneLine, readRow, wideHeader, type AnswerRow } from '../answer-rows.ts';
import { readLimit, requireFormat } from '../check-options.ts';
import { followStream } from '../event-source.ts';
import type { ServerOptions } from '../main.ts';
import { width } from '../print/columns.ts';
import { printEvents, tableCells, type EventTable } from '../print/event-table.ts';
import { styleOf } from '../print/style.ts';
import { visible } from '../print/visible.ts';
import { writeOut } from '../print/write-out.ts';
import type { TailOptions } from '../search-commands.ts';
import { selectionParameters } from '../search-query.ts';

const formats = ['table', 'wide', 'json', 'ndjson'];

export async function tail(query: string, options: ServerOptions & TailOptions, object: readonly string[] = []): Promise<number> {
  requireFormat(options.output, formats);
  const limit = readLimit(options.limit);
  const { q, cluster, topic } = selectionParameters(query, options, object);
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
  const print = createPrinter(options.output);
  let count = 0;
  const onBreak = (reason: string): void => void process.stderr.write(`${visible(reason)}; connecting again\n`);
  for await (const { name, data } of followStream(options, { path: '/api/v1/tail', query: { q, cluster, topic } }, end.signal, onBreak)) {
    if (name === 'skipped')
      process.stderr.write(`skipped ${(JSON.parse(data.toString('utf8')) as { count: number }).count} events: they came faster than they were read\n`);
    if (name !== 'event') continue;
    await print(readRow(data));
    count += 1;
    if (count >= limit) end.abort();
  }
  return 0;
}

/** Columns of a table whose later rows are not known. */
const widths: Readonly<Record<string, number>> = {
  TIME: 20,
  CLUSTER: 12,
  ACTOR: 28,
  VERB: 8,
  OBJECT: 44,
  CODE: 4,
  SOURCE: 15,
  STAGE: 16,
  LEVEL: 15,
  MS: 9,
  AGENT: 30,
};

function createPrinter(format: string): (row: AnswerRow) => Promise<void> {
  if (format === 'ndjson') return (row) => writeOut(Buffer.concat([oneLine(row.event), Buffer.from('\n')]));
  if (format === 'json') return (row) => writeOut(Buffer.concat([oneLine(row.bytes), Buffer.from('\n')]));
  const isWide = format === 'wide';
  const table: EventTable = { header: isWide ? wideHeader : header, isWide, style: styleOf(process.stdout, process.env) };
  let columns = table.header.map((name) => widths[name] ?? 0);
  let isFirst = true;
  return async (row) => {
    const cells = tableCells(cellsOf(row), table);
    // Columns grow with what they have to hold, up to the terminal's width; lines above stay as they are.
    columns = columns.map((known, k) => Math.max(known, Math.min(width(cells[k]), table.style.isTerminal ? known : Infinity)));
    await writeOut(printEvents([cells], table, columns, isFirst));
    isFirst = false;
  };
}
