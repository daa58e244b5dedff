// The commands for control-plane nodes and their options.
import type { Command } from 'commander';
import { addServer } from './add-server.ts';
import type { NodeAgentOptions } from './commands/node-agent.ts';
import type { Done } from './policy-commands.ts';

const defaultLog = '/var/log/kubernetes/audit/audit.log';

export function addNode(program: Command, done: Done): void {
  const node = program.command('node').description('on a control-plane node');
  addServer(
    node
      .command('agent')
      .description('follow the audit log of this node and send it to a server, through rotations and outages')
      .requiredOption('--cluster <name>', 'the cluster that this node belongs to')
      .option('--log <paths...>', `audit logs to follow; backups beside them are found (default: ${defaultLog}, where no --apiserver-log is given)`)
      .option(
        '--apiserver-log <paths...>',
        "kube-apiserver's own logs, also folders and patterns in quotes ('…/kube-apiserver/*.log'): what it says of events that it dropped is sent as events, metadata only",
      )
      .option('--name <name>', 'name of this API server: events carry it as source (default: the host name)')
      .option('--token-file <file>', 'file that holds the token; read anew each time, so that it can be replaced')
      .option('--ca <file>', "PEM file of the authority that signs the server's certificate")
      .option('--cert <file>', 'PEM file of a client certificate')
      .option('--key <file>', 'PEM file of its key')
      .option('--state <dir>', 'folder of the positions', '/var/lib/cluster-audit-agent')
      .option('--print-unit', 'print a systemd unit with these options, and end'),
  ).action((options: Omit<NodeAgentOptions, 'log'> & { log?: readonly string[] }) =>
    done(async () =>
      (await import('./commands/node-agent.ts')).nodeAgent({ ...options, log: options.log ?? (options.apiserverLog === undefined ? [defaultLog] : []) }),
    )(),
  );
}
