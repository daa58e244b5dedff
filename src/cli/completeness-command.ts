// The command that asks whether anything is missing, and its options.
import type { Command } from 'commander';
import { addServer } from './add-server.ts';
import type { CompletenessOptions } from './commands/completeness.ts';
import type { Done } from './policy-commands.ts';

export function addCompleteness(program: Command, done: Done): void {
  const command = program
    .command('completeness')
    .description('is anything missing? a number for each API server and hour, with its cause; ends with 1 where something is')
    .requiredOption('--cluster <name>', 'the cluster')
    .option('--from <time>', 'from this time on (default: a day ago)')
    .option('--to <time>', 'up to this time')
    .option('-o, --output <format>', 'json or table', 'table');
  addServer(command).action((options: CompletenessOptions) => done(async () => (await import('./commands/completeness.ts')).showCompleteness(options))());
}
