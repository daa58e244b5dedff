// Counts that the engine keeps in each part beside its rows: they are written, merged and removed with the rows, so they always agree.
import { columns, eventsTable, quoted } from './schema.ts';

export interface Rollup {
  readonly name: string;
  /** Its step of time, µs. */
  readonly micros: number;
  /** The columns by which its counts are split. */
  readonly columns: readonly string[];
}

/** What every question asks about: whose events, and whether their columns tell all. */
const always = ['cluster', 'topic', 'odd'];

/**
 * From the coarsest to the finest. More columns would make more counts than there are events in quiet clusters; in a busy one a minute of events is a twentieth as
 * many counts.
 */
export const rollups: readonly Rollup[] = [
  { name: 'by_minute', micros: 60_000_000, columns: [...always, 'verb', 'level', 'stage', 'responseStatus.code', 'user.username', 'actor'] },
];

/** The time of a row in steps of a roll-up: written so everywhere, for the engine knows its roll-ups by the text of their expressions. */
export function stepOf({ micros }: Rollup): string {
  return `intDiv(ts, ${micros})`;
}

/** Version 6: parts of before get theirs in the background; until then the engine reads their rows. */
export function addRollupStatements(): readonly string[] {
  return rollups.flatMap((rollup) => {
    const keys = [stepOf(rollup), ...rollup.columns.map(quoted)].join(', ');
    return [
      `ALTER TABLE ${eventsTable} ADD PROJECTION IF NOT EXISTS ${rollup.name} (SELECT ${keys}, count() GROUP BY ${keys}) WITH SETTINGS (index_granularity = 8192)`,
      `ALTER TABLE ${eventsTable} MATERIALIZE PROJECTION ${rollup.name}`,
    ];
  });
}

const names = new Set(columns.map(({ name }) => name));

/** Whether a roll-up has all columns that these expressions name. A word in a text that looks like a column counts as one. */
export function tellsOf(rollup: Rollup, expressions: readonly string[]): boolean {
  return expressions.every((sql) =>
    [...sql.replace(/\{[^}]*\}/g, '').matchAll(/`([^`]+)`|[A-Za-z_]\w*/g)]
      .map(([word, inQuotes]) => inQuotes ?? word)
      .every((name) => !names.has(name) || rollup.columns.includes(name)),
  );
}
