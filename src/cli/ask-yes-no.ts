// Asks whoever sits at the terminal before something is changed.
import { createInterface } from 'node:readline/promises';
import { AppError } from '../lib/app-error.ts';

/** Throws AppError `bad_parameter` where nobody can be asked. */
export function requireTerminal(): void {
  if (!process.stdin.isTTY)
    throw new AppError('bad_parameter', 'Nobody can be asked here. Nothing was changed.', { hint: 'Give --yes to go on, or --dry-run to look only.' });
}

/** True for y or yes. Throws as `requireTerminal` does. */
export async function askYesNo(question: string): Promise<boolean> {
  requireTerminal();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
