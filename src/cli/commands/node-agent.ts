// node agent: runs the agent until it is told to stop, or prints the systemd unit that does.
import { accessSync, constants } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { sourceName } from '../../api/contract/ingest.ts';
import { runAgent, type AgentOptions, type AgentStatus } from '../../collect/agent/run-agent.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ServerOptions } from '../main.ts';
import { size } from '../print/amounts.ts';
import { visible } from '../print/visible.ts';

export interface NodeAgentOptions extends ServerOptions {
  readonly cluster: string;
  readonly log: readonly string[];
  readonly apiserverLog?: readonly string[];
  readonly name?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly state: string;
  readonly metricsUrl?: string;
  readonly metricsTokenFile?: string;
  readonly metricsCa?: string;
  readonly metricsCert?: string;
  readonly metricsKey?: string;
  readonly metricsInterval: string;
  readonly canary?: boolean;
  readonly printUnit?: boolean;
}

const reportMs = 60_000;
export const defaultMetricsInterval = '30';

export async function nodeAgent(options: NodeAgentOptions): Promise<number> {
  const name = options.name ?? hostname();
  if (!sourceName.test(name))
    throw new AppError('bad_parameter', `${JSON.stringify(name)} is no name for an API server.`, { hint: 'Letters, digits and . _ : - only, at most 120.' });
  if (options.printUnit === true) {
    process.stdout.write(unitOf(options, name));
    return 0;
  }
  requireFiles(options);
  const log = { info: (message: string) => say('info', message), warn: (message: string) => say('warn', message) };
  const agent = runAgent({ ...options, name, logs: options.log, ownLogs: options.apiserverLog ?? [], reports: reportsOf(options), log, now: Date.now });
  log.info(`following ${[...options.log, ...(options.apiserverLog ?? [])].join(', ')} for cluster ${options.cluster} as ${name}`);
  const report = setInterval(() => log.info(sentence(agent.status())), reportMs);
  const signal = await new Promise<string>((resolve) => {
    for (const one of ['SIGTERM', 'SIGINT'] as const) process.once(one, () => resolve(one));
  });
  clearInterval(report);
  await agent.close();
  log.info(`${signal}: ${sentence(agent.status())}`);
  return 0;
}

function reportsOf(options: NodeAgentOptions): AgentOptions['reports'] {
  const { metricsUrl: url, metricsTokenFile, metricsCa, metricsCert, metricsKey, metricsInterval, canary = false } = options;
  const seconds = Number(metricsInterval);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600)
    throw new AppError('bad_parameter', `--metrics-interval: ${JSON.stringify(metricsInterval)} is not a whole number of seconds from 1 to 3600.`);
  if (url === undefined) {
    if (canary) throw new AppError('bad_parameter', '--canary needs --metrics-url: the API server to which the request is made.');
    return { metrics: null, everyMs: seconds * 1000, canary: false };
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new AppError('bad_parameter', `--metrics-url: ${JSON.stringify(url)} is no http(s) address.`, { hint: 'Usually https://127.0.0.1:6443/metrics.' });
  const metrics = { url, tokenFile: metricsTokenFile, caFile: metricsCa, certFile: metricsCert, keyFile: metricsKey, isHere: true };
  return { metrics, everyMs: seconds * 1000, canary };
}

function requireFiles(options: NodeAgentOptions): void {
  const { tokenFile, ca, cert, key, metricsTokenFile, metricsCa, metricsCert, metricsKey } = options;
  for (const file of [tokenFile, ca, cert, key, metricsTokenFile, metricsCa, metricsCert, metricsKey]) {
    if (file === undefined) continue;
    try {
      accessSync(file, constants.R_OK);
    } catch (cause) {
      throw new AppError('bad_parameter', `${file} cannot be read: ${(cause as Error).message}`, { cause });
    }
  }
}

function sentence({ bytes, packed, files, unreadBytes, missed }: AgentStatus): string {
  const behind = files === 0 ? 'nothing waits' : `${size(unreadBytes)} in ${files} files wait`;
  return `sent ${size(bytes)} (${size(packed)} on the wire), ${behind}${missed.length === 0 ? '' : `, missed ${missed.length} times`}`;
}

function say(level: string, message: string): void {
  const time = new Date().toISOString();
  process.stderr.write(process.stderr.isTTY ? `${time.slice(11, 19)} ${level} ${visible(message)}\n` : `${JSON.stringify({ time, level, message })}\n`);
}

/** Reads logs that belong to root and writes its positions; everything else is taken from it. */
function unitOf(options: NodeAgentOptions, name: string): string {
  const given = [
    ['--cluster', options.cluster],
    ['--name', name],
    ['--server', options.server],
    ...options.log.map((log) => ['--log', log]),
    ...(options.apiserverLog ?? []).map((log) => ['--apiserver-log', log]),
    ['--state', options.state],
    ...(['ca', 'cert', 'key'] as const).flatMap((one) => (options[one] === undefined ? [] : [[`--${one}`, options[one]]])),
    ['--token-file', options.tokenFile ?? '/etc/cluster-audit/token'],
    ...(options.metricsUrl === undefined ? [] : [['--metrics-url', options.metricsUrl]]),
    ...(options.metricsTokenFile === undefined ? [] : [['--metrics-token-file', options.metricsTokenFile]]),
    ...(options.metricsCa === undefined ? [] : [['--metrics-ca', options.metricsCa]]),
    ...(options.metricsCert === undefined ? [] : [['--metrics-cert', options.metricsCert]]),
    ...(options.metricsKey === undefined ? [] : [['--metrics-key', options.metricsKey]]),
    ...(options.metricsInterval === defaultMetricsInterval ? [] : [['--metrics-interval', options.metricsInterval]]),
    ...(options.canary === true ? [['--canary']] : []),
  ];
  const command = [process.execPath, path.resolve(process.argv[1]), 'node', 'agent', ...given.flat()].map(quoted).join(' ');
  return `[Unit]
Description=Cluster Audit agent: sends the audit log of this node's kube-apiserver
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${command}
Restart=always
RestartSec=5
MemoryMax=256M
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
CapabilityBoundingSet=CAP_DAC_READ_SEARCH
ReadWritePaths=${options.state}
StateDirectory=${options.state.startsWith('/var/lib/') ? options.state.slice('/var/lib/'.length) : ''}

[Install]
WantedBy=multi-user.target
`.replace('StateDirectory=\n', '');
}

/** As systemd reads words: quotes around what is not plain, percent signs doubled. */
function quoted(word: string): string {
  const text = word.replaceAll('%', '%%');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
