// k3s and RKE2: the same change by a configuration file of its own, in the folder that both read besides config.yaml.
import { logFlags, apiServerFlags, type ApiServerFlag } from '../api-server-flags.ts';
import { findPreset } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import { AppError } from '../../lib/app-error.ts';
import { parse } from 'yaml';
import { chooseCanary } from './canary.ts';
import { sha256 } from './node-files.ts';
import { readFile, type NodeFacts, type NodeFile } from './node-facts.ts';
import type { NodeState } from './node-state.ts';
import { emptyPlan, ownerOf, planFile, type EnableRequest, type NodePlan, type PlannedAudit } from './plan.ts';
import { defaultPreset, droppedFiles, readPolicy } from './plan-enable.ts';
import { usesLog, usesWebhook, type AuditMode } from './wanted.ts';

export type Rancher = 'k3s' | 'rke2';

export interface RancherPaths {
  readonly dropIn: string;
  readonly folder: string;
  readonly logFile: string;
  readonly restart: string;
}

export function rancherPaths(distribution: Rancher): RancherPaths {
  const server = `/var/lib/rancher/${distribution}/server`;
  return {
    dropIn: `/etc/rancher/${distribution}/config.yaml.d/90-cluster-audit.yaml`,
    folder: `${server}/cluster-audit`,
    logFile: `${server}/logs/audit.log`,
    restart: `systemctl restart ${distribution === 'k3s' ? 'k3s' : 'rke2-server'}`,
  };
}

/** The name of a file tells its content: RKE2 makes its manifest anew only where a flag has changed. */
export function planRancher(facts: NodeFacts, request: EnableRequest, distribution: Rancher): NodePlan {
  const paths = rancherPaths(distribution);
  const { state, root } = facts;
  const { mode, policyText, policyFile, texts, flags } = choose(facts, request, distribution, paths);
  const owner = ownerOf({ uid: undefined, gid: undefined }, 0o600);
  const files = texts.flatMap(([place, text]) => planFile(readFile(root, place), place, text, owner));
  const own: NodeState['files'] = texts.map(([place, text]) => ({ path: place, written: sha256(text), original: null }));
  const after = plannedAudit(facts, mode, policyText, flags, paths);
  const { logFile, canary } = after;
  const next: NodeState = { version: 1, distribution, mode, manifest: null, files: own, policyFile, policySha256: sha256(policyText), logFile, kubeadm: null };
  const nothing = emptyPlan(facts.address, request.settleSeconds);
  const includes = distribution === 'rke2' ? flags.map(({ flag, value }) => `${flag}=${value}`) : null;
  return {
    ...nothing,
    action: files.length === 0 ? 'none' : state === null ? 'enable' : 'change',
    sentences: files.map(({ path: file, before }) => `${file}: ${before === null ? 'written' : 'replaced'}`),
    files,
    folders: [paths.folder, ...(logFile === null ? [] : [logFile.replace(/\/[^/]*$/, '')])].map((folder) => ({
      path: folder,
      owner: { ...owner, mode: 0o700 },
    })),
    cleanup: droppedFiles(state, next),
    restart: paths.restart,
    verify: { ...nothing.verify, includes, canary, logFile, inStore: request.inStore },
    state: next,
    after,
    findings: conflicts(root, distribution),
  };
}

interface Chosen {
  readonly mode: AuditMode;
  readonly policyText: string;
  readonly policyFile: string;
  readonly flags: readonly ApiServerFlag[];
  /** Paths and contents; the one that names the others comes last. */
  readonly texts: readonly (readonly [string, string])[];
}

function choose(facts: NodeFacts, request: EnableRequest, distribution: Rancher, paths: RancherPaths): Chosen {
  const mode = request.mode ?? facts.state?.mode ?? 'log';
  const policyText = request.policy?.text ?? keptText(facts, 'policy') ?? printDraft(findPreset(defaultPreset)!.draft);
  const webhook = usesWebhook(mode) ? (request.webhook ?? keptText(facts, 'webhook') ?? missingWebhook()) : null;
  const named = (kind: string, text: string): string => `${paths.folder}/${kind}-${sha256(text).slice(0, 12)}.yaml`;
  const policyFile = named('policy', policyText);
  const webhookFile = webhook === null ? '' : named('webhook', webhook);
  const rotation = { ...keptRotation(readFile(facts.root, paths.dropIn)), ...given(request) };
  const flags = rancherFlags(mode, { policyFile, webhookFile, logFile: paths.logFile }, rotation);
  const dropIn = printDropIn(distribution, paths, flags, webhook !== null);
  return {
    mode,
    policyText,
    policyFile,
    flags,
    texts: [[policyFile, policyText], ...(webhook === null ? [] : [[webhookFile, webhook] as const]), [paths.dropIn, dropIn]],
  };
}

function plannedAudit(facts: NodeFacts, mode: AuditMode, policyText: string, flags: readonly ApiServerFlag[], { logFile }: RancherPaths): PlannedAudit {
  const { version } = facts.api;
  const policy = readPolicy(policyText, version);
  const value = (name: string): number => Number(flags.find(({ flag }) => flag === name)?.value ?? 0);
  return {
    mode,
    policyText,
    policy,
    version,
    logFile: usesLog(mode) ? logFile : null,
    maxSizeMb: value('--audit-log-maxsize'),
    maxBackups: value('--audit-log-maxbackup'),
    isStrict: false,
    canary: policy === null ? null : chooseCanary(policy, facts.user),
  };
}

export function planRancherOff(facts: NodeFacts, { settleSeconds }: { settleSeconds: number }, distribution: Rancher): NodePlan {
  const paths = rancherPaths(distribution);
  const dropIn = readFile(facts.root, paths.dropIn);
  const plan = emptyPlan(facts.address, settleSeconds);
  if (facts.state === null && dropIn === null) return plan;
  return {
    ...plan,
    action: 'disable',
    sentences: [`${paths.dropIn}: removed`],
    files: dropIn === null ? [] : [{ path: paths.dropIn, before: dropIn.bytes, after: null, mode: dropIn.mode }],
    cleanup: (facts.state?.files ?? []).filter(({ path: file }) => file !== paths.dropIn).map(({ path: file, original }) => ({ path: file, original })),
    restart: paths.restart,
  };
}

function keptText({ root, state }: NodeFacts, kind: 'policy' | 'webhook'): string | undefined {
  const file = state?.files.find((one) => one.path.includes(`/${kind}-`));
  return file === undefined ? undefined : readFile(root, file.path)?.text;
}

function missingWebhook(): never {
  throw new AppError('bad_parameter', 'The webhook needs a kubeconfig: where kube-apiserver is to send its events.', {
    hint: 'Give --server URL --token T [--cluster NAME], or --webhook-config FILE (cluster-audit cluster webhook-config NAME).',
  });
}

type Rotation = Pick<EnableRequest, 'maxSizeMb' | 'maxBackups' | 'maxAgeDays'>;

function given({ maxSizeMb, maxBackups, maxAgeDays }: EnableRequest): Rotation {
  return Object.fromEntries(Object.entries({ maxSizeMb, maxBackups, maxAgeDays }).filter(([, value]) => value !== undefined));
}

function keptRotation(dropIn: NodeFile | null): Rotation {
  const number = (name: string): number | undefined => {
    const match = new RegExp(`audit-log-${name}=(\\d+)`).exec(dropIn?.text ?? '');
    return match === null ? undefined : Number(match[1]);
  };
  return Object.fromEntries(
    Object.entries({ maxSizeMb: number('maxsize'), maxBackups: number('maxbackup'), maxAgeDays: number('maxage') }).filter(([, value]) => value !== undefined),
  );
}

/** The flags of a mode with the paths of a distribution. */
export function rancherFlags(
  mode: AuditMode,
  files: { policyFile: string; webhookFile: string; logFile: string },
  rotation: Rotation,
): readonly ApiServerFlag[] {
  const [policy, ...webhook] = apiServerFlags({ policyFile: files.policyFile, webhookConfigFile: files.webhookFile });
  return [policy, ...(usesLog(mode) ? logFlags({ logFile: files.logFile, ...rotation }) : []), ...(usesWebhook(mode) ? webhook : [])];
}

/** `+` adds to what config.yaml has under the same key. */
export function printDropIn(distribution: Rancher, paths: RancherPaths, flags: readonly ApiServerFlag[], hasWebhook: boolean): string {
  const isRke2 = distribution === 'rke2';
  const policy = flags.find(({ flag }) => flag === '--audit-policy-file')!;
  // RKE2 mounts the policy by itself only where it is given by its own key.
  const others = isRke2 ? flags.filter((flag) => flag !== policy) : flags;
  return [
    '# Written by "cluster-audit node enable"; "cluster-audit node disable" removes it.',
    ...(isRke2 ? [`audit-policy-file: ${policy.value}`] : []),
    'kube-apiserver-arg+:',
    ...others.map(({ flag, value }) => `  - ${flag.slice(2)}=${value}`),
    ...(isRke2 && hasWebhook ? ['kube-apiserver-extra-mount+:', `  - ${paths.folder}:${paths.folder}:ro`] : []),
    '',
  ].join('\n');
}

/** Audit flags in the operator's own configuration would be given twice. */
function conflicts(root: string, distribution: Rancher): NodePlan['findings'] {
  const file = readFile(root, `/etc/rancher/${distribution}/config.yaml`);
  const config = (file === null ? {} : ((parse(file.text) as Record<string, unknown> | null) ?? {})) as Record<string, unknown>;
  const flags = [config['kube-apiserver-arg'] ?? []]
    .flat()
    .map(String)
    .filter((flag) => flag.startsWith('audit-'));
  if (config['audit-policy-file'] !== undefined) flags.push('audit-policy-file');
  return flags.map((flag) => ({
    code: 'webhook',
    severity: 'error',
    message: `${file!.path} sets ${flag} already.`,
    hint: 'Take it out first; the same is written by this program into a file of its own.',
  }));
}
