// The command line: commands, their options and exit codes. Heavy parts are loaded by the command that needs them.
import path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { AppError } from '../lib/app-error.ts';
import { errorCodes } from '../lib/error-codes.ts';
import { drawCaret } from '../lib/problem.ts';
import { flagOf, settings, type Setting } from '../server/settings.ts';
import { addSearchCommands } from './search-commands.ts';
import { addServer } from './add-server.ts';
import { addCompleteness } from './completeness-command.ts';
import { addHistory } from './history-commands.ts';
import { addNode } from './node-commands.ts';
import { addPolicy, type Done } from './policy-commands.ts';
import { addQuarantine } from './quarantine-commands.ts';
import { addMasters, addRollout } from './rollout-commands.ts';
import { addClusterTokens } from './token-commands.ts';
import { visible } from './print/visible.ts';

/** Runs the command of `argv` (as in process.argv) and ends the process with its exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  stopWhenNobodyReads();
  const isKubectl = path.basename(argv[1] ?? '').startsWith('kubectl-audit');
  const program = new Command(isKubectl ? 'kubectl audit' : 'cluster-audit')
    .description('Kubernetes cluster audit: collect every event, find any of them.')
    .exitOverride();
  program.configureOutput({ writeErr: (text) => process.stderr.write(text) });
  const done = (work: () => Promise<number>) => async (): Promise<void> => {
    process.exitCode = await work();
  };
  addServe(program, done);
  addImport(program, done);
  addOpen(program, done);
  addSearchCommands(program, done, isKubectl);
  addCluster(program, done);
  addCompleteness(program, done);
  addPolicy(program, done);
  addQuarantine(program, done);
  addNode(program, done);
  addRollout(program, done);
  addHistory(program, done);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = explain(error);
  }
  // Sockets that are kept alive would hold the process for seconds.
  process.exit();
}

function addServe(program: Command, done: Done): void {
  const command = program.command('serve').description('run the server: ingest, search, API and console');
  for (const setting of settings as readonly Setting[]) {
    if (setting.isSecret) continue;
    command.addOption(
      new Option(`${flagOf(setting.key)} <value>`, `${setting.sentence} [${setting.env}]${setting.default === null ? '' : ` (default: ${setting.default})`}`),
    );
  }
  command.option('--config <file>', 'YAML file of the same settings, keys in camelCase');
  command.addHelpText(
    'after',
    `\nFrom the environment only: ${(settings as readonly Setting[])
      .filter((setting) => setting.isSecret)
      .map((setting) => `${setting.env} — ${setting.sentence}`)
      .join('\n')}`,
  );
  command.action((options: Record<string, string | undefined>) =>
    done(async () => {
      const { readConfig } = await import('../server/read-config.ts');
      const { serve } = await import('../server/serve.ts');
      const { config, ...flags } = options;
      return serve(readConfig(flags, config));
    })(),
  );
}

function addImport(program: Command, done: Done): void {
  const command = program
    .command('import <paths...>')
    .description('send audit logs to a server: NDJSON, .gz, EventLists, folders of rotated logs, - for standard input')
    .requiredOption('--cluster <name>', 'the cluster that the events are from')
    .option('-o, --output <format>', 'json or text', 'text');
  addServer(command).action((paths: string[], options: ServerOptions & { cluster: string; output: string }) =>
    done(async () => (await import('./commands/import.ts')).importLogs(paths, options))(),
  );
}

function addOpen(program: Command, done: Done): void {
  program
    .command('open <paths...>')
    .description('look at audit logs that lie here: files, folders of rotated logs, a must-gather; in a store that is gone afterwards')
    .option('--cluster <name>', 'what to call the cluster that they are from', 'opened')
    .option('--no-browser', 'print the address of the console, and open nothing')
    .action((paths: string[], options: { cluster: string; browser: boolean }) =>
      done(async () => (await import('./commands/open.ts')).openLogs(paths, options))(),
    );
}

export interface ServerOptions {
  readonly server: string;
  readonly token?: string;
}

function addCluster(program: Command, done: Done): void {
  const cluster = program.command('cluster').description('clusters of a server');
  const commands = () => import('./commands/cluster.ts');
  addServer(
    cluster
      .command('add <name>')
      .description('add a cluster')
      .requiredOption('--region <region>', 'the region it belongs to')
      .option('--display-name <text>', 'a name for people')
      .option('-o, --output <format>', 'json or text', 'text'),
  ).action((name: string, options: ServerOptions & { region: string; displayName?: string; output: string }) =>
    done(async () => (await commands()).addCluster(name, options))(),
  );
  addServer(cluster.command('list').description('list the clusters').option('-o, --output <format>', 'json or table', 'table')).action(
    (options: ServerOptions & { output: string }) => done(async () => (await commands()).listClusters(options))(),
  );
  addServer(
    cluster
      .command('enable <name>')
      .description('enable Cluster Audit for a cluster')
      .option('--topic <name>', 'an existing log topic; without it one is made')
      .option('--logset <name>', 'an existing logset')
      .option('-o, --output <format>', 'json or text', 'text'),
  ).action((name: string, options: ServerOptions & { topic?: string; logset?: string; output: string }) =>
    done(async () => (await commands()).enableCluster(name, options))(),
  );
  addServer(cluster.command('webhook-config <name>').description('print a kubeconfig for --audit-webhook-config-file (makes a token)')).action(
    (name: string, options: ServerOptions) => done(async () => (await commands()).webhookConfig(name, options))(),
  );
  addClusterTokens(cluster, done);
  addMasters(cluster, done);
}

/** `… | head` closes the pipe when it has seen enough: that is an end, not a failure. */
function stopWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
}

/** Tells what went wrong on stderr; returns the exit code: 2 wrong usage or input, 3 could not reach or run something. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof AppError)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 3;
  }
  const query = error.extra.query;
  if (error.position !== undefined && typeof query === 'string') process.stderr.write(`${visible(drawCaret(query, error.position))}\n`);
  process.stderr.write(`${error.code}: ${visible(error.message)}\n${error.hint === undefined ? '' : `${visible(error.hint)}\n`}`);
  return errorCodes[error.code].exit;
}
