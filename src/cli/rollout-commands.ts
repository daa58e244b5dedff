// The commands of masters and roll-outs of a cluster, and their options.
import { Option, type Command } from 'commander';
import { addServer } from './add-server.ts';
import type { EnrolOptions, MastersOptions } from './commands/cluster-masters.ts';
import type { RolloutOptions, StartOptions } from './commands/rollout.ts';
import type { Done } from './policy-commands.ts';

export function addMasters(cluster: Command, done: Done): void {
  const commands = () => import('./commands/cluster-masters.ts');
  addServer(
    cluster
      .command('masters <cluster>')
      .description('the agents on the masters: connected, auditing, drift; ends with 1 where one is away or has drifted')
      .option('-o, --output <format>', 'json or table', 'table'),
  ).action((name: string, options: MastersOptions) => done(async () => (await commands()).listMasters(name, options))());
  addServer(
    cluster
      .command('enrol <cluster>')
      .description('print the command that lets one master in; its token works once, for an hour')
      .option('--node <name>', 'for this node alone; replaces the agent that it has')
      .option('--allow-changes', 'let roll-outs change kube-apiserver there')
      .option('-o, --output <format>', 'json or text', 'text'),
  ).action((name: string, options: EnrolOptions) => done(async () => (await commands()).enrolMaster(name, options))());
}

export function addRollout(program: Command, done: Done): void {
  const rollout = program.command('rollout').description('one change of auditing on all masters of a cluster, one after the other, by their agents');
  const commands = () => import('./commands/rollout.ts');
  addStart(rollout, done);
  const output = (command: Command): Command => addServer(command.option('-o, --output <format>', 'json or text', 'text'));
  output(rollout.command('show <cluster>').description('the latest roll-out: each master, each step; ends with 1 where it failed')).action(
    (cluster: string, options: RolloutOptions) => done(async () => (await commands()).showRollout(cluster, options))(),
  );
  output(rollout.command('follow <cluster>').description('the latest roll-out, until it is over')).action((cluster: string, options: RolloutOptions) =>
    done(async () => (await commands()).followLatest(cluster, options))(),
  );
  output(rollout.command('cancel <cluster>').description('begin no further master; one that is being changed is let finish')).action(
    (cluster: string, options: RolloutOptions) => done(async () => (await commands()).cancelRollout(cluster, options))(),
  );
}

function addStart(rollout: Command, done: Done): void {
  const command = rollout
    .command('start <cluster>')
    .description('look at every master, show the exact change, ask, then carry it out and tell each step; ends with 1 where a master refuses or is rolled back')
    .addOption(
      new Option('--action <action>', 'what to do; mend: once more what the last roll-out had set')
        .choices(['enable', 'change-policy', 'disable', 'mend'])
        .default('enable'),
    )
    .option('--policy <file|preset>', 'the audit policy (default: each master keeps the one in force)')
    .addOption(new Option('--mode <mode>', 'where kube-apiserver writes (default: as it is on each master, else log)').choices(['log', 'webhook', 'both']))
    .option('--delete-data', 'with disable: remove the stored events at the end')
    .option('--timeout <duration>', 'after this time a master gets its old files back by itself', '5m')
    .option('--settle <duration>', 'so long a new API server must stay healthy', '30s')
    .option('--yes', 'go on without asking')
    .option('--dry-run', 'look and show only: nothing is touched')
    .option('-o, --output <format>', 'json or text', 'text');
  addServer(command).action((cluster: string, options: StartOptions) =>
    done(async () => (await import('./commands/rollout.ts')).startRollout(cluster, options))(),
  );
}
