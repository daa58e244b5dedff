// `npm start`: installs, builds, runs the server with the embedded engine; `-- --demo` also loads sample events. Other arguments go to `cluster-audit serve`.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { build, install, root } from './prepare.mjs';

const args = process.argv.slice(2);
const isDemo = args.includes('--demo');
const binary = path.join(root, 'bin', 'cluster-audit');

install();
build();

const serverArgs = args.filter((arg) => arg !== '--demo');
if (!serverArgs.some((arg) => arg === '--data' || arg.startsWith('--data=')))
  serverArgs.push('--data', process.env.CLUSTER_AUDIT_DATA ?? path.join(root, 'data'));
const env = { ...process.env };
// The demo needs a token to load its events with; a server that has one keeps its own.
if (isDemo) env.CLUSTER_AUDIT_ADMIN_TOKEN ??= `demo-${Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64url')}`;
const server = spawn(process.execPath, [binary, 'serve', ...serverArgs], { stdio: ['inherit', 'pipe', 'inherit'], env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 3 : 1)));

let text = '';
server.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  if (text.includes('\n')) return;
  text += chunk;
  const url = /^listening on (\S+)\n/.exec(text)?.[1];
  if (url !== undefined && isDemo) loadDemo(url);
});

function loadDemo(url) {
  const client = (...command) => {
    const result = spawnSync(process.execPath, [binary, ...command, '--server', url, '--token', env.CLUSTER_AUDIT_ADMIN_TOKEN], { encoding: 'utf8' });
    if (result.status !== 0) console.error(result.stderr.trim());
    return result.stdout.trim();
  };
  for (const [cluster, region, file] of [
    ['demo', 'lab', 'tke-policy'],
    ['demo-modern', 'lab', 'modern-1.36'],
  ]) {
    client('cluster', 'add', cluster, '--region', region);
    client('cluster', 'enable', cluster);
    console.error(`cluster ${cluster}: ${client('import', path.join(root, 'examples', `${file}.ndjson.gz`), '--cluster', cluster)}`);
  }
  console.error('The events of the demo are of 23 November 2026: choose "All" as the time range.');
}
