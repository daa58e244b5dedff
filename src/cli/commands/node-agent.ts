// node agent: runs the agent until it is told to stop, or prints the systemd unit that does.
import { accessSync, constants } from 'node:fs';
import { hostname } from 'node:os';
import { sourceName } from '../../api/contract/ingest.ts';
import { defaultLogFile } from '../../cluster/api-server-flags.ts';
import type { Identity } from '../../cluster/node-agent/identity.ts';
import { createSigner } from '../../cluster/node-agent/signer.ts';
import { under } from '../../cluster/static-pod/node-files.ts';
import { runAgent, type AgentOptions, type AgentStatus } from '../../collect/agent/run-agent.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ServerOptions } from '../main.ts';
import { size } from '../print/amounts.ts';
import { visible } from '../print/visible.ts';
import { settleIdentity, startSteward } from './node-agent-server.ts';
import { unitOf, type SettledAgent } from './node-agent-unit.ts';

export interface NodeAgentOptions extends Omit<ServerOptions, 'server'> {
  /** Undefined where none was given: an enrolled agent knows its own. */
  readonly server?: string;
  readonly cluster?: string;
  readonly root: string;
  readonly manifest?: string;
  /** A token that lets this node in; `-` reads it from stdin. */
  readonly enrol?: string;
  readonly allowChanges?: boolean;
  /** Undefined: the default log, where no log of kube-apiserver itself is named. */
  readonly log?: readonly string[];
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

const statusMs = 60_000;
const defaultServer = 'http://127.0.0.1:8080';

export async function nodeAgent(options: NodeAgentOptions): Promise<number> {
  requireFiles(options);
  const identity = await settleIdentity(options, options.name ?? hostname());
  const agent = settle(options, identity);
  if (options.printUnit === true) {
    process.stdout.write(unitOf({ ...options, ...agent, identity }));
    return 0;
  }
  return run(options, agent, identity);
}

/** What the options and the enrolment come to. */
function settle(options: NodeAgentOptions, identity: Identity | null): SettledAgent {
  const name = options.name ?? identity?.node ?? hostname();
  if (!sourceName.test(name))
    throw new AppError('bad_parameter', `${JSON.stringify(name)} is no name for an API server.`, { hint: 'Letters, digits and . _ : - only, at most 120.' });
  const ownDefault = options.apiserverLog === undefined ? [under(options.root, defaultLogFile)] : [];
  const server = options.server ?? identity?.server ?? defaultServer;
  return { cluster: clusterOf(options, identity), name, server, logs: options.log ?? ownDefault };
}

function clusterOf({ cluster, allowChanges }: NodeAgentOptions, identity: Identity | null): string {
  if (identity !== null) {
    if (cluster === undefined || cluster === identity.cluster) return identity.cluster;
    throw new AppError('bad_parameter', `This agent is enrolled for the cluster ${identity.cluster}, not for ${cluster}.`, {
      hint: 'Leave --cluster out, or enrol it anew.',
    });
  }
  if (cluster === undefined)
    throw new AppError('bad_parameter', 'Which cluster does this node belong to?', { hint: '--cluster NAME with a token, or --enrol TOKEN.' });
  if (allowChanges === true) throw new AppError('bad_parameter', '--allow-changes is for enrolled agents: others take no orders.', { hint: '--enrol TOKEN' });
  return cluster;
}

async function run(options: NodeAgentOptions, { cluster, name, server, logs }: SettledAgent, identity: Identity | null): Promise<number> {
  const log = { info: (message: string) => say('info', message), warn: (message: string) => say('warn', message) };
  const ownLogs = options.apiserverLog ?? [];
  const signer = identity === null ? undefined : createSigner(identity, Date.now);
  const access = { ...options, server, signer };
  const agent = runAgent({ ...access, cluster, name, logs, ownLogs, reports: reportsOf(options), log, now: Date.now });
  const steward = identity === null ? null : startSteward(options, { identity, signer: signer!, access, logs, agent, log });
  log.info(`following ${[...logs, ...ownLogs].join(', ')} for cluster ${cluster} as ${name}`);
  const report = setInterval(() => log.info(sentence(agent.status())), statusMs);
  const signal = await new Promise<string>((resolve) => {
    for (const one of ['SIGTERM', 'SIGINT'] as const) process.once(one, () => resolve(one));
  });
  clearInterval(report);
  await steward?.close();
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
