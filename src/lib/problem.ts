// A problem is what a user can cause: a value that says what is wrong, where, and what to do instead.

/** A place in a text: `offset` in UTF-16 units from 0, `line` and `column` from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A change of the text that would mend it: what stands in `from` … `to` (UTF-16 units) is replaced. */
export interface Fix {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Problem {
  /** A stable code of `error-codes.ts`. */
  readonly code: string;
  readonly message: string;
  readonly position?: Position;
  readonly hint?: string;
  /** Where one change is likely what was meant. */
  readonly fix?: Fix;
}

/** The line and column of a UTF-16 offset in a text. */
export function positionAt(text: string, offset: number): Position {
  return indexPositions(text)(offset);
}

/** Positions in one text, for many offsets: the line breaks are looked for once. */
export function indexPositions(text: string): (offset: number) => Position {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { offset, line: low + 1, column: offset - lineStarts[low] + 1 };
  };
}

/** The offending line with a caret below the place, for terminals and logs. */
export function drawCaret(text: string, position: Position): string {
  const line = text.split('\n')[position.line - 1] ?? '';
  return `${line}\n${' '.repeat(Math.max(0, position.column - 1))}^`;
}
