// Colours of a terminal, and plain text everywhere else.

export type Paint = (text: string) => string;

export interface Style {
  readonly isTerminal: boolean;
  /** Columns of the terminal; Infinity where the text goes elsewhere. */
  readonly width: number;
  readonly dim: Paint;
  readonly bold: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
}

export const plainStyle: Style = { isTerminal: false, width: Infinity, dim: same, bold: same, red: same, yellow: same, green: same, cyan: same };

/** The style of a stream: no colours where it is no terminal, NO_COLOR is set, or the terminal is a dumb one. */
export function styleOf(stream: { readonly isTTY?: boolean; readonly columns?: number }, env: Readonly<Record<string, string | undefined>>): Style {
  if (stream.isTTY !== true) return plainStyle;
  const base = { isTerminal: true, width: stream.columns ?? 80 };
  if ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return { ...plainStyle, ...base };
  return { ...base, dim: code(2), bold: code(1), red: code(31), yellow: code(33), green: code(32), cyan: code(36) };
}

function same(text: string): string {
  return text;
}

function code(number: number): Paint {
  return (text) => (text === '' ? '' : `\u001b[${number}m${text}\u001b[0m`);
}
