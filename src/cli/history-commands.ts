// The command of an object's history and its options.
import type { Command } from 'commander';
import { addServer } from './add-server.ts';
import type { HistoryOptions } from './commands/history.ts';
import type { Done } from './policy-commands.ts';

export function addHistory(program: Command, done: Done): void {
  const command = program
    .command('history <resource> <name>')
    .description('versions of an object: who wrote it, what changed, and what is not known (resource: deployment, deployments.apps, orders.shop.example.com)')
    .requiredOption('--cluster <name>', 'the cluster it is in')
    .option('-n, --namespace <name>', 'its namespace')
    .option('--from <time>', 'versions from this time on: RFC 3339, 2026-11-23, -15m …')
    .option('--to <time>', 'up to this time, exclusive')
    .option('--at <time>', 'the object as it was at this time')
    .option('--field <path>', 'who last set this field: spec.replicas, spec.template.spec.containers.image')
    .option('--blame', 'who last set each field of the object as it is, or as it was with --at')
    .option('--family', 'what owns it and what it owns, as a tree')
    .option('--owners', 'whose object it is, up to who made the change')
    .option('--all', 'managedFields, resourceVersion, generation and status among the changes, too')
    .option('-o, --output <format>', 'table or json', 'table');
  addServer(command).action((resource: string, name: string, options: HistoryOptions) =>
    done(async () => (await import('./commands/history.ts')).history(resource, name, options))(),
  );
}
