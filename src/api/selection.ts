// From the parameters of a search to what the store is asked.
import { parseQuery } from '../search/parse.ts';
import { parsePipeline } from '../search/pipeline.ts';
import { parseTimeExpression } from '../search/time-expression.ts';
import { AppError } from '../lib/app-error.ts';
import { errorCodes, type ErrorCode } from '../lib/error-codes.ts';
import type { Problem } from '../lib/problem.ts';
import type { PipelineRequest, Selection } from '../store/store.ts';
import type { SelectionQuery } from './contract/events.ts';

/** The selection of these parameters, relative times resolved at `nowMicros`. Throws what §6 promises for each mistake. */
export function readSelection(parameters: SelectionQuery, nowMicros: number): Selection {
  const parsed = parseQuery(parameters.q ?? '', { nowMicros });
  if ('problem' in parsed) throw fromProblem(parsed.problem);
  const from = readTime('from', parameters.from, nowMicros);
  const to = readTime('to', parameters.to, nowMicros);
  if (from !== null && to !== null && from > to) throw badParameter('from', '"from" is after "to".', 'Exchange them.');
  return { query: parsed.query, from, to, clusters: parameters.cluster ?? null, topics: parameters.topic ?? null };
}

/** The pipeline of these parameters and which events it is over. Throws as `readSelection`. */
export function readPipeline(parameters: SelectionQuery, nowMicros: number): Omit<PipelineRequest, 'limit' | 'signal'> {
  const text = parameters.q ?? '';
  const parsed = parsePipeline(text, { nowMicros });
  if ('problem' in parsed) throw fromProblem(parsed.problem);
  const { query: _everything, ...scope } = readSelection({ ...parameters, q: undefined }, nowMicros);
  return { ...scope, text, pipeline: parsed.pipeline, nowMicros };
}

/** A time of a parameter, µs; null where it is not given. */
export function readTime(parameter: string, text: string | undefined, nowMicros: number): number | null {
  if (text === undefined || text === '') return null;
  const micros = parseTimeExpression(text, nowMicros);
  if (micros === null)
    throw badParameter(parameter, `"${parameter}" is not a time.`, 'Write 2026-11-24T08:00:00Z, 2026-11-24, now, -15m or now-15m (s m h d w).');
  return micros;
}

function badParameter(parameter: string, message: string, hint: string): AppError {
  return new AppError('bad_parameter', message, { hint, extra: { parameter } });
}

function fromProblem(problem: Problem): AppError {
  const code: ErrorCode = problem.code in errorCodes ? (problem.code as ErrorCode) : 'query_syntax';
  return new AppError(code, problem.message, {
    hint: problem.hint,
    position: problem.position,
    extra: problem.fix === undefined ? undefined : { fix: problem.fix },
  });
}
