// The commands of a cluster's ingest tokens and their options.
import type { Command } from 'commander';
import { addServer } from './add-server.ts';
import type { TokenOptions } from './commands/cluster-token.ts';
import type { Done } from './policy-commands.ts';

export function addClusterTokens(cluster: Command, done: Done): void {
  const token = cluster.command('token').description('ingest tokens of a cluster; several may live at a time, so that one can follow another');
  const commands = () => import('./commands/cluster-token.ts');
  const output = (command: Command, formats: string, usual: string): Command => addServer(command.option('-o, --output <format>', formats, usual));
  output(token.command('add <cluster>').description('make a token; it is shown once').option('--note <text>', 'what it is for'), 'json or text', 'text').action(
    (name: string, options: TokenOptions & { note?: string }) => done(async () => (await commands()).addToken(name, options))(),
  );
  output(token.command('list <cluster>').description('list the tokens, without their secrets'), 'json or table', 'table').action(
    (name: string, options: TokenOptions) => done(async () => (await commands()).listTokens(name, options))(),
  );
  addServer(token.command('remove <cluster> <id>').description('remove a token: senders that still show it are refused')).action(
    (name: string, id: string, options: TokenOptions) => done(async () => (await commands()).removeToken(name, id, options))(),
  );
}
