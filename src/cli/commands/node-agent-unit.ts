// The systemd unit of an agent: with the rights that it needs, and no more.
import path from 'node:path';
import type { Identity } from '../../cluster/node-agent/identity.ts';
import type { NodeAgentOptions } from './node-agent.ts';

/** What the options and the enrolment come to. */
export interface SettledAgent {
  readonly cluster: string;
  readonly name: string;
  readonly server: string;
  readonly logs: readonly string[];
}

export type UnitOptions = Omit<NodeAgentOptions, keyof SettledAgent> & SettledAgent & { readonly identity: Identity | null };

export const defaultMetricsInterval = '30';

export function unitOf(options: UnitOptions): string {
  const command = [process.execPath, path.resolve(process.argv[1]), 'node', 'agent', ...argumentsOf(options)].map(quoted).join(' ');
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
${options.allowChanges === true ? changingRights : readingRights}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
${stateRights(options)}

[Install]
WantedBy=multi-user.target
`;
}

/** Reads logs that belong to root and writes its positions; everything else is taken from it. */
const readingRights = `ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
CapabilityBoundingSet=CAP_DAC_READ_SEARCH`;

/** Writes manifests, policies and the dead-man's unit, and asks systemd to start it: root as "node enable" is, without what that never needs. */
const changingRights = `ProtectHome=yes
PrivateTmp=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE CAP_CHOWN CAP_FOWNER`;

function stateRights({ state, allowChanges }: UnitOptions): string {
  const folder = state.startsWith('/var/lib/') ? [`StateDirectory=${state.slice('/var/lib/'.length)}`] : [];
  return [...(allowChanges === true ? [] : [`ReadWritePaths=${state}`]), ...folder].join('\n');
}

const metricsFiles = [
  ['--metrics-url', 'metricsUrl'],
  ['--metrics-token-file', 'metricsTokenFile'],
  ['--metrics-ca', 'metricsCa'],
  ['--metrics-cert', 'metricsCert'],
  ['--metrics-key', 'metricsKey'],
] as const;

/** A token stands in none of them: an enrolled agent has its key, the others a file. */
function argumentsOf(options: UnitOptions): readonly string[] {
  const { identity } = options;
  const given = [
    ...(identity === null ? [['--cluster', options.cluster]] : []),
    ['--name', options.name],
    ['--server', options.server],
    ...options.logs.map((log) => ['--log', log]),
    ...(options.apiserverLog ?? []).map((log) => ['--apiserver-log', log]),
    ['--state', options.state],
    ...(['ca', 'cert', 'key', 'manifest'] as const).flatMap((one) => (options[one] === undefined ? [] : [[`--${one}`, options[one]]])),
    ...(identity === null ? [['--token-file', options.tokenFile ?? '/etc/cluster-audit/token']] : []),
    ...metricsFiles.flatMap(([name, key]) => (options[key] === undefined ? [] : [[name, options[key]]])),
    ...(options.metricsInterval === defaultMetricsInterval ? [] : [['--metrics-interval', options.metricsInterval]]),
    ...(options.canary === true ? [['--canary']] : []),
    ...(options.allowChanges === true ? [['--allow-changes']] : []),
  ];
  return given.flat();
}

/** As systemd reads words: quotes around what is not plain, percent signs doubled. */
function quoted(word: string): string {
  const text = word.replaceAll('%', '%%');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
