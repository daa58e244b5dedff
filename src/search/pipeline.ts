// A query with a pipe: the filter before it, and what is made of the chosen events after it.
import { positionAt, type Problem } from '../lib/problem.ts';
import type { Query } from './ast.ts';
import { fail, findPipe, isBlank, QueryProblem } from './lex.ts';
import { maxQueryLength, parseQuery } from './parse.ts';
import type { Select } from './sql/ast.ts';
import { compileSelect, type CompiledSelect } from './sql/compile-select.ts';
import type { Binder } from './sql/compiled.ts';
import { parseSelect } from './sql/parse-select.ts';
import { printSelect } from './sql/print-sql.ts';
import { parseShorthand } from './sql/shorthand.ts';
import { TokenReader } from './sql/token-reader.ts';
import { printQuery } from './print.ts';

export interface Pipeline {
  readonly query: Query;
  readonly select: Select;
}

export type ParsedPipeline = { readonly pipeline: Pipeline } | { readonly problem: Problem };

/** Parses `filter | SELECT …` or a shorthand. Never throws on what a person types; what the statement means is checked too. */
export function parsePipeline(text: string, options: { readonly nowMicros: number }): ParsedPipeline {
  if (text.length > maxQueryLength) return parseQuery(text, options) as { readonly problem: Problem };
  const bar = findPipe(text);
  if (bar === null) {
    const hint = 'Write … | count by verb, … | top 10 user.username, … | histogram 1m, or … | SELECT …';
    return { problem: { code: 'bad_value', message: 'A pipe is missing.', position: positionAt(text, text.length), hint } };
  }
  const filter = parseQuery(text.slice(0, bar), options);
  if ('problem' in filter) return filter;
  try {
    const pipeline = { query: filter.query, select: parseStage(text, bar + 1) };
    compilePipeline(text, pipeline, { nowMicros: options.nowMicros, bind: () => '' });
    return { pipeline };
  } catch (error) {
    if (error instanceof QueryProblem) return { problem: error.problem };
    throw error;
  }
}

/** The outer half of the statement. `text` is what the pipeline was parsed from. Throws QueryProblem for what `parsePipeline` refuses. */
export function compilePipeline(text: string, { select }: Pipeline, { nowMicros, bind }: Omit<Binder, 'text'>): CompiledSelect {
  return compileSelect({ text, nowMicros, bind }, select);
}

export function printPipeline({ query, select }: Pipeline): string {
  return `${printQuery(query)} | ${printSelect(select)}`;
}

function parseStage(text: string, from: number): Select {
  let at = from;
  while (isBlank(text[at])) at += 1;
  if (at >= text.length) fail(text, at, 'query_syntax', 'Something to do is missing after the pipe.', 'Write count, top 10 FIELD, histogram 1m or SELECT ….');
  const reader = new TokenReader(text, at);
  return reader.isWord('select') ? parseSelect(reader) : parseShorthand(reader);
}
