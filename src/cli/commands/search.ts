// Finds events and prints them as a table, JSON, the received lines, or CSV, page by page.
import { csvLine } from '../../lib/csv.ts';
import { findPipe } from '../../search/lex.ts';
import { cellsOf, header, oneLine, readPage, wideHeader, type AnswerRow } from '../answer-rows.ts';
import { readLimit, requireFormat } from '../check-options.ts';
import type { ServerOptions } from '../main.ts';
import { columnWidths } from '../print/columns.ts';
import { printEvents, tableCells, type EventTable } from '../print/event-table.ts';
import { styleOf } from '../print/style.ts';
import { writeOut } from '../print/write-out.ts';
import { askSaved } from '../saved-search.ts';
import type { SearchOptions } from '../search-commands.ts';
import { selectionParameters } from '../search-query.ts';
import { call } from '../server-client.ts';
import { explainQuery } from './search-explain.ts';
import { searchPipeline } from './search-pipeline.ts';
import { tellUnseen } from './search-unseen.ts';

const maxPage = 1000;
const formats = ['table', 'wide', 'json', 'ndjson', 'csv'];

const defaultLimit = '100';

export async function search(query: string, options: ServerOptions & SearchOptions, object: readonly string[] = []): Promise<number> {
  const asked = options.saved === undefined ? { query, options } : await askSaved(options.saved, query, options);
  return searchFor(asked.query, asked.options, object);
}

async function searchFor(query: string, options: ServerOptions & SearchOptions, object: readonly string[]): Promise<number> {
  if (options.explain === true) return explainQuery(query, options);
  const limit = readLimit(options.all === true ? undefined : (options.limit ?? defaultLimit));
  requireFormat(options.output, formats);
  if (findPipe(query) !== null) return searchPipeline(query, options);
  const asked = { ...selectionParameters(query, options, object), order: options.order, fold: String(options.fold) };
  const printer = createPrinter(options.output);
  let count = 0;
  let cursor: string | undefined;
  do {
    const size = String(Math.min(maxPage, limit - count));
    const page = readPage(await call(options, { path: '/api/v1/events', query: { ...asked, limit: size, cursor } }));
    if (count === 0) await writeOut(printer.begin);
    await printer.page(page.rows, count === 0);
    count += page.rows.length;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && count < limit);
  await writeOut(printer.end);
  if (printer.isTable) await tellEnd(count, cursor !== undefined, () => tellUnseen(options, asked));
  return 0;
}

async function tellEnd(count: number, hasMore: boolean, tellWhy: () => Promise<void>): Promise<void> {
  if (count === 0) {
    process.stderr.write('nothing matches\n');
    await tellWhy();
  } else if (hasMore && process.stdout.isTTY) process.stderr.write(`the first ${count}; more by --limit or --all\n`);
}

interface Printer {
  readonly isTable: boolean;
  readonly begin: string;
  readonly end: string;
  page(rows: readonly AnswerRow[], isFirst: boolean): Promise<void>;
}

function createPrinter(format: string): Printer {
  switch (format) {
    case 'ndjson':
      return { isTable: false, begin: '', end: '', page: (rows) => writeOut(Buffer.concat(rows.flatMap((row) => [oneLine(row.event), Buffer.from('\n')]))) };
    case 'json':
      return {
        isTable: false,
        begin: '{"events":[',
        end: '\n]}\n',
        page: (rows, isFirst) => writeOut(Buffer.concat(rows.flatMap((row, k) => [Buffer.from(isFirst && k === 0 ? '\n' : ',\n'), oneLine(row.bytes)]))),
      };
    case 'csv':
      return {
        isTable: false,
        begin: csvLine(header),
        end: '',
        page: (rows) => writeOut(rows.map((row) => csvLine(cellsOf(row).slice(0, header.length))).join('')),
      };
    default:
      return createTablePrinter(format === 'wide');
  }
}

/** Later pages keep the columns of the first. */
function createTablePrinter(isWide: boolean): Printer {
  const table: EventTable = { header: isWide ? wideHeader : header, isWide, style: styleOf(process.stdout, process.env) };
  let widths: readonly number[] = [];
  return {
    isTable: true,
    begin: '',
    end: '',
    page: async (rows, isFirst) => {
      const cells = rows.map((row) => tableCells(cellsOf(row), table));
      if (isFirst) widths = columnWidths(table.header, cells, table.style.isTerminal && !isWide ? table.style.width : Infinity);
      if (rows.length > 0) await writeOut(printEvents(cells, table, widths, isFirst));
    },
  };
}
