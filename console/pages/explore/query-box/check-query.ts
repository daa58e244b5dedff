// What is wrong with the query in the box, and whether it is told yet: nobody is interrupted in the middle of a word.
import { findPipe } from '../../../../src/search/lex.ts';
import { parseQuery } from '../../../../src/search/parse.ts';
import { parsePipeline } from '../../../../src/search/pipeline.ts';
import type { Fix } from '../../../../src/lib/problem.ts';

export interface QueryFault {
  readonly message: string;
  readonly hint?: string;
  readonly fix?: Fix;
  /** What is underlined. */
  readonly from: number;
  readonly to: number;
}

export function checkQuery(text: string, nowMs: number): QueryFault | null {
  const options = { nowMicros: nowMs * 1000 };
  const parsed = findPipe(text) === null ? parseQuery(text, options) : parsePipeline(text, options);
  if (!('problem' in parsed)) return null;
  const { message, hint, fix, position } = parsed.problem;
  const from = Math.min(position?.offset ?? 0, text.length);
  const isReplacing = fix !== undefined && fix.from === from && fix.to > from;
  return { message, hint, fix, from, to: isReplacing ? fix.to : wordEnd(text, from) };
}

/** Whether somebody whose cursor stands at `cursor` is likely still writing what is wrong. */
export function isUnfinished(fault: QueryFault, text: string, cursor: number): boolean {
  if (cursor >= fault.from && cursor <= fault.to) return true;
  // What was opened and is not closed yet.
  return cursor === text.length && '([{"\'`'.includes(text[fault.from]);
}

function wordEnd(text: string, from: number): number {
  const word = /^[^\s()[\]{},|]+/.exec(text.slice(from, from + 400))?.[0].length ?? 0;
  return Math.min(text.length, from + Math.max(1, word));
}
