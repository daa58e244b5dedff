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
      .option('--apiserver-log <paths...>', "kube-apiserver's own logs: what it says of events that it dropped is sent as events, metadata only")
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
      .option('--state <dir>', 'folder of the positions', '/var/lib/cluster-audit-agent')
      .option('--print-unit', 'print a systemd unit with these options, and end'),
  ).action((options: Omit<NodeAgentOptions, 'log'> & { log?: readonly string[] }) =>
    done(async () =>
      (await import('./commands/node-agent.ts')).nodeAgent({ ...options, log: options.log ?? (options.apiserverLog === undefined ? [defaultLog] : []) }),
    )(),
  );
}
