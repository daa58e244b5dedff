// Rows as aligned columns, the way kubectl prints them.

/** Columns as wide as their widest cell, two blanks between them; no blanks at line ends. East Asian wide characters count double. */
export function printColumns(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, k) => Math.max(width(name), ...rows.map((row) => width(row[k]))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => cell + ' '.repeat(widths[k] - width(cell)))
      .join('  ')
      .trimEnd();
  return `${[header, ...rows].map(line).join('\n')}\n`;
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += wide.test(character) ? 2 : 1;
  return sum;
}
