// The options by which a client command finds its server.
import { Option, type Command } from 'commander';

export function addServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'address of the server').env('CLUSTER_AUDIT_SERVER').default('http://127.0.0.1:8080'))
    .addOption(new Option('--token <token>', 'admin token (or an ingest token, for import)').env('CLUSTER_AUDIT_TOKEN'));
}
