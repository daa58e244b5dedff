// The commands for control-plane nodes and their options.
import path from 'node:path';
import { Option, type Command } from 'commander';
import { defaultLogFile } from '../cluster/api-server-flags.ts';
import type { NodeAgentOptions } from './commands/node-agent.ts';
import type { DisableOptions, EnableOptions } from './commands/node-change.ts';
import type { StatusOptions } from './commands/node-status.ts';
import type { Done } from './policy-commands.ts';

export function addNode(program: Command, done: Done): void {
  const node = program.command('node').description('on a control-plane node');
  addEnable(node, done);
  addDisable(node, done);
  addStatus(node, done);
  addAgent(node, done);
}

function addEnable(node: Command, done: Done): void {
  addChange(node.command('enable').description('switch auditing on, or change how; the old API server comes back by itself unless the new one is seen healthy'))
    .option('--policy <file|preset>', 'the audit policy (default: what is in force, else the preset tke-recommended)')
    .addOption(
      new Option('--mode <mode>', 'where kube-apiserver writes: a log file for the agent, the webhook, or both (default: as it is, else log)').choices([
        'log',
        'webhook',
        'both',
      ]),
    )
    .addOption(new Option('--server <url>', 'address of the server: for the webhook, and to see the canary arrive').env('CLUSTER_AUDIT_SERVER'))
    .addOption(new Option('--token <token>', 'admin token').env('CLUSTER_AUDIT_TOKEN'))
    .option('--cluster <name>', 'the cluster of the server that this node belongs to (default: its only one)')
    .option('--webhook-config <file>', 'a kubeconfig for the webhook; no admin token is needed on the node then')
    .option('--log-max-size <mb>', 'megabytes of a log file before it is rotated (default: 100)')
    .option('--log-max-backups <n>', 'rotated files that are kept (default: 9)')
    .option('--log-max-age <days>', 'days that rotated files are kept (default: 30)')
    .option('--for <distribution>', 'print files and commands for a distribution instead: talos, kind, minikube, kops, …')
    .action((options: EnableOptions & { for?: string }) =>
      done(async () => {
        if (options.for !== undefined) return (await import('./commands/node-for.ts')).printFor(options.for, options);
        return (await import('./commands/node-change.ts')).enableNode(options);
      })(),
    );
}

function addDisable(node: Command, done: Done): void {
  addChange(node.command('disable').description('switch auditing off: the manifest gets back what it had, to the byte')).action((options: DisableOptions) =>
    done(async () => (await import('./commands/node-change.ts')).disableNode(options))(),
  );
}

/** The options of every change. */
function addChange(command: Command): Command {
  return addPlace(command)
    .option('--timeout <duration>', 'after this time the old files come back, whatever has become of this program', '5m')
    .option('--settle <duration>', 'how long the new API server must stay healthy (default: half the timeout, at most 30s)')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'show what would change, and end')
    .option('-o, --output <format>', 'json or text', 'text');
}

function addPlace(command: Command): Command {
  return command
    .option('--root <dir>', 'put every path of the node under this folder', (folder: string) => path.resolve(folder), '/')
    .option('--manifest <file>', 'the manifest of kube-apiserver, as a path of the node (default: found)');
}

function addStatus(node: Command, done: Done): void {
  addPlace(node.command('status').description('what is switched on here, and whether manifest, process and kubeadm agree; 1 if they do not'))
    .option('-o, --output <format>', 'json or text', 'text')
    .action((options: StatusOptions) => done(async () => (await import('./commands/node-status.ts')).nodeStatus(options))());
}

function addAgent(node: Command, done: Done): void {
  const command = addPlace(node.command('agent'))
    .description('follow the audit log of this node and send it to a server, through rotations and outages; enrolled, also report on the node and take orders')
    .addOption(new Option('--server <url>', 'address of the server (default: where it is enrolled, else http://127.0.0.1:8080)').env('CLUSTER_AUDIT_SERVER'))
    .addOption(new Option('--token <token>', 'an ingest token, where the agent is not enrolled').env('CLUSTER_AUDIT_TOKEN'))
    .option('--enrol <token>', 'let this node in by a token that works once (- reads it from stdin); afterwards neither token nor --cluster is needed')
    .option('--allow-changes', 'let roll-outs of the server change kube-apiserver on this node, as node enable and node disable do')
    .option('--cluster <name>', 'the cluster that this node belongs to (default: as it is enrolled)')
    .option('--log <paths...>', `audit logs to follow; backups beside them are found (default: ${defaultLogFile}, where no --apiserver-log is given)`);
  addAgentOptions(command).action((options: NodeAgentOptions) =>
    done(async () => (await import('./commands/node-agent.ts')).nodeAgent({ ...options, server: options.server === '' ? undefined : options.server }))(),
  );
}

function addAgentOptions(command: Command): Command {
  return command
    .option(
      '--apiserver-log <paths...>',
      "kube-apiserver's own logs, also folders and patterns in quotes ('…/kube-apiserver/*.log'): what it says of events that it dropped is sent as events, metadata only",
    )
    .option('--name <name>', 'name of this API server: events carry it as source (default: the host name)')
    .option('--token-file <file>', 'file that holds the token; read anew each time, so that it can be replaced')
    .option('--ca <file>', "PEM file of the authority that signs the server's certificate")
    .option('--cert <file>', 'PEM file of a client certificate')
    .option('--key <file>', 'PEM file of its key')
    .option(
      '--metrics-url <url>',
      "this API server's own metrics, https://127.0.0.1:6443/metrics: with its counters the server says whether anything is missing",
    )
    .option('--metrics-token-file <file>', 'file that holds a token which may get /metrics; read anew each time')
    .option('--metrics-ca <file>', "PEM file of the authority that signs the API server's certificate")
    .option('--metrics-cert <file>', 'PEM file of a client certificate for the API server')
    .option('--metrics-key <file>', 'PEM file of its key')
    .option('--metrics-interval <seconds>', 'how often the counters are read', '30')
    .option('--canary', 'make a request to the API server each time, which the server then looks for among the events')
    .option('--state <dir>', 'folder of the positions, and of the key of an enrolled agent', '/var/lib/cluster-audit-agent')
    .option('--print-unit', 'print a systemd unit with these options, and end');
}
