// Rows as aligned columns, the way kubectl prints them.

export interface ColumnOptions {
  /** Columns of the terminal that lines should fit in. */
  readonly width?: number;
  /** Paints a cell after it was aligned. */
  readonly paint?: (cell: string, column: number, row: readonly string[]) => string;
  /** Columns of numbers, which stand to the right. */
  readonly right?: readonly number[];
  /** Given from elsewhere, so that lines printed later stand below each other. */
  readonly widths?: readonly number[];
  readonly withHeader?: boolean;
}

const gap = 2;
/** No column is made narrower than this to fit a terminal. */
const leastWidth = 8;

/** Columns as wide as their widest cell, two blanks between them; no blanks at line ends. East Asian wide characters count double. */
export function printColumns(header: readonly string[], rows: readonly (readonly string[])[], options: ColumnOptions = {}): string {
  const widths = options.widths ?? columnWidths(header, rows, options.width);
  const { paint = (cell: string) => cell, right = [] } = options;
  const line = (cells: readonly string[], isHeader: boolean): string =>
    cells
      .map((cell, k) => {
        const isLast = k === cells.length - 1;
        const text = options.width === undefined ? cell : shortenTo(cell, widths[k]);
        const padding = ' '.repeat(Math.max(0, widths[k] - width(text)));
        const painted = isHeader ? text : paint(text, k, cells);
        return right.includes(k) ? padding + painted : isLast ? painted : painted + padding;
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const lines = [...(options.withHeader === false ? [] : [line(header, true)]), ...rows.map((row) => line(row, false))];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** What each column needs; where a terminal is narrower, the widest ones give way. */
export function columnWidths(header: readonly string[], rows: readonly (readonly string[])[], terminal = Infinity): number[] {
  const widths = header.map((name, k) => rows.reduce((most, row) => Math.max(most, width(row[k])), width(name)));
  const room = terminal - gap * (widths.length - 1);
  for (let over = widths.reduce((a, b) => a + b, 0) - room; over > 0;) {
    const widest = widths.indexOf(Math.max(...widths));
    const second = Math.max(leastWidth, ...widths.filter((_, k) => k !== widest));
    const cut = Math.min(over, Math.max(1, widths[widest] - second));
    if (widths[widest] - cut < leastWidth) break;
    widths[widest] -= cut;
    over -= cut;
  }
  return widths;
}

/** Cut with `…` where it is wider. */
export function shortenTo(text: string, most: number): string {
  if (width(text) <= most) return text;
  let kept = '';
  let sum = 1;
  for (const character of text) {
    sum += width(character);
    if (sum > most) break;
    kept += character;
  }
  return `${kept}…`;
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

export function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += wide.test(character) ? 2 : 1;
  return sum;
}
