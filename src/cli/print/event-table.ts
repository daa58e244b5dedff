// Events as lines of a table: cells made harmless, cut to the terminal, and coloured by what they say.
import { printColumns } from './columns.ts';
import type { Style } from './style.ts';
import { visibleCell } from './visible.ts';

/** Past this a cell is cut in the short form. */
const maxCell = 80;

export interface EventTable {
  readonly header: readonly string[];
  readonly style: Style;
  readonly isWide: boolean;
}

export function tableCells(cells: readonly string[], { header, isWide, style }: EventTable): string[] {
  return header.map((_, k) => {
    const cell = visibleCell(cells[k]);
    // Microseconds are of use where there is room for them.
    if (k === 0 && style.isTerminal && !isWide) return cell.replace(/\.\d+Z$/, 'Z');
    return !isWide && cell.length > maxCell ? `${cell.slice(0, maxCell - 1)}…` : cell;
  });
}

/** Rows as `tableCells` gives them. `widths`: those of an earlier part of the same table. */
export function printEvents(rows: readonly (readonly string[])[], table: EventTable, widths: readonly number[], withHeader: boolean): string {
  const { header, style } = table;
  const paint = (cell: string, column: number): string => {
    switch (header[column]) {
      case 'TIME':
      case 'ID':
        return style.dim(cell);
      case 'VERB':
        return paintVerb(cell, style);
      case 'CODE':
        return cell >= '5' ? style.red(cell) : cell >= '4' ? style.yellow(cell) : style.green(cell);
      case 'ACTOR':
        return cell.startsWith('system:') ? cell : style.bold(cell);
      default:
        return cell;
    }
  };
  return printColumns(header, rows, { widths, paint, withHeader, ...(style.isTerminal && !table.isWide ? { width: style.width } : {}) });
}

const reads = new Set(['get', 'list', 'watch', 'head', 'options']);

function paintVerb(verb: string, style: Style): string {
  if (reads.has(verb)) return verb;
  return verb.startsWith('delete') ? style.red(verb) : style.cyan(verb);
}
