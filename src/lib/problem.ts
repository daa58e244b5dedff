// A problem is what a user can cause: a value that says what is wrong, where, and what to do instead.

/** A place in a text: `offset` in UTF-16 units from 0, `line` and `column` from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export interface Problem {
  /** A stable code of `error-codes.ts`. */
  readonly code: string;
  readonly message: string;
  readonly position?: Position;
  readonly hint?: string;
}

/** The line and column of a UTF-16 offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  let line = 1;
  for (const character of before) if (character === '\n') line += 1;
  return { offset, line, column: offset - lastBreak };
}

/** The offending line with a caret below the place, for terminals and logs. */
export function drawCaret(text: string, position: Position): string {
  const line = text.split('\n')[position.line - 1] ?? '';
  return `${line}\n${' '.repeat(Math.max(0, position.column - 1))}^`;
}
