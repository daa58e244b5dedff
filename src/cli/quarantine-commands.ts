// The commands of the quarantine and their options.
import type { Command } from 'commander';
import { addServer } from './add-server.ts';
import type { QuarantineOptions } from './commands/quarantine.ts';
import type { ServerOptions } from './main.ts';
import type { Done } from './policy-commands.ts';

export function addQuarantine(program: Command, done: Done): void {
  const quarantine = program.command('quarantine').description('what arrived and is no audit event: kept, listed, tried again');
  const commands = () => import('./commands/quarantine.ts');
  const output = (command: Command): Command => addServer(command.option('-o, --output <format>', 'json or text', 'text'));
  output(
    quarantine
      .command('list')
      .description('list it, last seen first')
      .option('--cluster <names>', 'only these clusters')
      .option('--reason <reason>', 'only this reason'),
  ).action((options: QuarantineOptions) => done(async () => (await commands()).listQuarantine(options))());
  output(quarantine.command('show <id>').description('one entry; the first digits of its id are enough')).action((id: string, options: QuarantineOptions) =>
    done(async () => (await commands()).showQuarantined(id, options))(),
  );
  addServer(quarantine.command('download <id>').description('the bytes as received').option('--file <path>', 'where to; - is standard output', '-')).action(
    (id: string, options: ServerOptions & { file: string }) => done(async () => (await commands()).downloadQuarantined(id, options))(),
  );
  output(
    quarantine
      .command('retry [ids...]')
      .description('try entries again, or all of them; exit code 1 if some are still no events')
      .option('--cluster <name>', 'only this cluster'),
  ).action((ids: string[], options: QuarantineOptions) => done(async () => (await commands()).retryQuarantined(ids, options))());
  addServer(quarantine.command('remove <id>').description('remove one entry for good')).action((id: string, options: ServerOptions) =>
    done(async () => (await commands()).removeQuarantined(id, options))(),
  );
}
