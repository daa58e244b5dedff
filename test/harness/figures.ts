// What a long run measured, for the report that `npm run torture` writes; in any other run nothing is kept.
import { appendFileSync } from 'node:fs';

/** Adds figures to those of the case that is being run; a name given again replaces the earlier value. */
export function noteFigures(figures: Readonly<Record<string, number | string>>): void {
  const file = process.env.TORTURE_FIGURES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figures)}\n`);
}
