// Prints the table that a query with a pipe makes: for people, as JSON, as lines of JSON, or CSV.
import { csvLine } from '../../lib/csv.ts';
import type { PipelineAnswerDocument } from '../../api/contract/query.ts';
import type { ServerOptions } from '../main.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import type { SearchOptions } from '../search-commands.ts';
import { callJson } from '../server-client.ts';

export async function searchPipeline(q: string, options: ServerOptions & SearchOptions): Promise<number> {
  const { from, to, limit, cluster, output } = options;
  const answer = await callJson<PipelineAnswerDocument>(options, { path: '/api/v1/query', query: { q, from, to, limit, cluster } });
  process.stdout.write(printers[output as keyof typeof printers](answer));
  if (answer.rows.length === 0 && output === 'table') process.stderr.write('nothing matches\n');
  if (answer.more) process.stderr.write('there are further rows: raise --limit, or LIMIT in the SELECT\n');
  if (!answer.exact) process.stderr.write('not exact: too many events would have to be read whole; narrow the time range or the part before the pipe\n');
  return 0;
}

const printers = {
  json: (answer: PipelineAnswerDocument) => `${JSON.stringify(answer, null, 2)}\n`,
  ndjson: ({ columns, rows }: PipelineAnswerDocument) => rows.map((row) => `${printRow(columns, row)}\n`).join(''),
  csv: ({ columns, rows }: PipelineAnswerDocument) => [columns.map(({ name }) => name), ...rows.map((row) => row.map(cellOf))].map(csvLine).join(''),
  table: ({ columns, rows }: PipelineAnswerDocument) =>
    rows.length === 0
      ? ''
      : printColumns(
          columns.map(({ name }) => oneLine(name)),
          rows.map((row) => row.map((value) => oneLine(cellOf(value)))),
        ),
};

/** An object a row, by hand: two columns may have one name, and JSON keeps both. */
function printRow(columns: PipelineAnswerDocument['columns'], row: readonly unknown[]): string {
  return `{${columns.map(({ name }, k) => `${JSON.stringify(name)}:${JSON.stringify(row[k])}`).join(',')}}`;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n');
}
