// Enabling, and every later change of mode, policy or rotation, on a node whose kube-apiserver is a static pod.
import { defaultLogFile, defaultPolicyFile, defaultWebhookConfigFile } from '../api-server-flags.ts';
import { AppError } from '../../lib/app-error.ts';
import { isRefusal, loadPolicy } from '../../policy/check.ts';
import { newestKubernetes, parseKubernetesVersion } from '../../policy/kubernetes-version.ts';
import type { Policy } from '../../policy/policy.ts';
import { findPreset } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import { chooseCanary } from './canary.ts';
import { sentenceOf, type Change } from './change.ts';
import { isSameServer } from './compare-manifests.ts';
import { sha256, type FileMode } from './node-files.ts';
import { readFile, type NodeFacts, type NodeFile } from './node-facts.ts';
import type { NodeState } from './node-state.ts';
import { patchManifest } from './patch-manifest.ts';
import { kubeadmChange, needManifest, ownerOf, planFile, type EnableRequest, type NodePlan, type PlannedAudit } from './plan.ts';
import { flagValue, readManifest, type Manifest } from './read-manifest.ts';
import type { PlannedFile } from './transaction.ts';
import { unpatchManifest } from './unpatch-manifest.ts';
import { hostPathOf, usesLog, usesWebhook, wantedOf, type AuditMode, type AuditSetup } from './wanted.ts';

export const defaultPreset = 'tke-recommended';

/** Throws AppError where the manifest cannot be changed without risk, or the webhook has no kubeconfig. */
export function planEnable(facts: NodeFacts, request: EnableRequest): NodePlan {
  const now = needManifest(facts.manifest);
  const { state } = facts;
  const base = baseText(now, facts);
  const before = readManifest(now.path, base);
  const chosen = choose(facts, request, before);
  const patched = patchManifest(now.path, base, wantedOf(before, chosen.setup));
  const after = readManifest(now.path, patched.text);
  const files = configFiles(facts, chosen, ownerOf(after.runAs, 0o600));
  // kubeadm may have written the manifest anew in its own order: that is no reason to restart.
  const isSame = files.length === 0 && isSameServer(readManifest(now.path, now.text), after);
  if (!isSame) files.push(...planFile(now, now.path, patched.text, now.mode));
  const audit = plannedAudit(facts, chosen.setup.mode, chosen.policy.text, after);
  const written = isSame ? now.text : patched.text;
  const next = nextState(facts, chosen, { path: now.path, original: sha256(base), written: sha256(written), changes: patched.changes }, audit.logFile);
  const cleanup = droppedFiles(state, next);
  return {
    action: isSame && cleanup.length === 0 ? 'none' : state === null ? 'enable' : 'change',
    sentences: sentencesOf(patched.changes, files, now.path),
    files,
    folders: audit.logFile === null ? [] : [{ path: audit.logFile.replace(/\/[^/]*$/, ''), owner: ownerOf(after.runAs, 0o700) }],
    cleanup,
    originals: originalsOf(facts, now, base, files),
    restart: null,
    verify: verificationOf(now, readManifest(now.path, written), audit, request),
    state: next,
    kubeadm: kubeadmChange(facts.distribution === 'kubeadm', state, patched.changes),
    after: audit,
    findings: foreignWebhook(before, chosen.setup.mode),
  };
}

/** What the request and the node together ask for. */
interface Chosen {
  readonly policy: ReturnType<typeof resolvePolicy>;
  readonly webhook: string | null;
  readonly setup: AuditSetup;
}

function choose(facts: NodeFacts, request: EnableRequest, before: Manifest): Chosen {
  const mode = request.mode ?? facts.state?.mode ?? 'log';
  const policy = resolvePolicy(facts, request, before);
  const webhook = usesWebhook(mode) ? (request.webhook ?? ownWebhook(facts)) : null;
  const hashes = { ...(policy.isOurs ? { policy: sha256(policy.text) } : {}), ...(webhook === null ? {} : { webhook: sha256(webhook) }) };
  return { policy, webhook, setup: { mode, hasPolicy: policy.isOurs, ...rotationOf(facts, request), hashes } };
}

function configFiles(facts: NodeFacts, { policy, webhook }: Chosen, owner: FileMode): PlannedFile[] {
  return [
    ...(policy.isOurs ? planFile(facts.policy, defaultPolicyFile, policy.text, owner) : []),
    ...(webhook === null ? [] : planFile(facts.webhook, defaultWebhookConfigFile, webhook, owner)),
  ];
}

function nextState(facts: NodeFacts, { policy, webhook, setup }: Chosen, manifest: NodeState['manifest'], logFile: string | null): NodeState {
  return {
    version: 1,
    distribution: 'kubeadm',
    mode: setup.mode,
    manifest,
    files: ownFiles(facts, policy.isOurs ? policy.text : null, webhook),
    policyFile: policy.isOurs ? defaultPolicyFile : policy.file,
    policySha256: policy.isOurs ? sha256(policy.text) : null,
    logFile,
    kubeadm: facts.state?.kubeadm ?? null,
  };
}

function verificationOf(now: NodeFile, after: Manifest, { canary, logFile }: PlannedAudit, { inStore, settleSeconds }: EnableRequest): NodePlan['verify'] {
  const args = { before: readManifest(now.path, now.text).args, after: after.args };
  return { manifest: now.path, address: after.probe, args, includes: null, canary, logFile, inStore, settleSeconds };
}

/** Files that an earlier run made and the new settings do not use. */
export function droppedFiles(before: NodeState | null, next: NodeState): NodePlan['cleanup'] {
  return (before?.files ?? [])
    .filter(({ path: file }) => !next.files.some((one) => one.path === file))
    .map(({ path: file, original }) => ({ path: file, original }));
}

/** The manifest without anything of ours, to the byte where nobody else has touched it. */
export function baseText(now: NodeFile, { state, original }: NodeFacts): string {
  if (state?.manifest == null) return now.text;
  if (original !== null && sha256(now.bytes) === state.manifest.written) return original.toString('utf8');
  return unpatchManifest(now.path, now.text, state.manifest.changes).text;
}

/** What was asked for; else what is in force, ours or another; else the default preset. */
function resolvePolicy(
  facts: NodeFacts,
  request: EnableRequest,
  before: Manifest,
): { text: string; isOurs: true } | { text: string | null; isOurs: false; file: string } {
  if (request.policy !== undefined) return { text: request.policy.text, isOurs: true };
  if (facts.state?.policySha256 != null && facts.policy !== null) return { text: facts.policy.text, isOurs: true };
  const inForce = flagValue(before.flags, 'audit-policy-file');
  if (inForce === undefined) return { text: printDraft(findPreset(defaultPreset)!.draft), isOurs: true };
  const place = hostPathOf(before, inForce);
  return { text: place === undefined ? null : (readFile(facts.root, place)?.text ?? null), isOurs: false, file: place ?? inForce };
}

function ownWebhook({ state, webhook }: NodeFacts): string {
  if (state !== null && usesWebhook(state.mode) && webhook !== null) return webhook.text;
  throw new AppError('bad_parameter', 'The webhook needs a kubeconfig: where kube-apiserver is to send its events.', {
    hint: 'Give --server URL --token T [--cluster NAME], or --webhook-config FILE (cluster-audit cluster webhook-config NAME).',
  });
}

/** Values that an earlier run set stay until they are asked for otherwise. */
function rotationOf({ manifest, state }: NodeFacts, request: EnableRequest): Pick<AuditSetup, 'maxSizeMb' | 'maxBackups' | 'maxAgeDays'> {
  const names = { maxSizeMb: 'audit-log-maxsize', maxBackups: 'audit-log-maxbackup', maxAgeDays: 'audit-log-maxage' } as const;
  const flags = state?.manifest == null ? [] : readManifest(manifest!.path, manifest!.text).flags;
  const entries = Object.entries(names).flatMap(([key, name]) => {
    const asked = request[key as keyof typeof names] ?? (flagValue(flags, name) === undefined ? undefined : Number(flagValue(flags, name)));
    return asked === undefined || !Number.isInteger(asked) ? [] : [[key, asked] as const];
  });
  return Object.fromEntries(entries);
}

function plannedAudit(facts: NodeFacts, mode: AuditMode, policyText: string | null, after: Manifest): PlannedAudit {
  const version = facts.api.version ?? after.version;
  const policy = readPolicy(policyText, version);
  const inPod = flagValue(after.flags, 'audit-log-path');
  const number = (name: string): number => Number(flagValue(after.flags, name) ?? 0);
  return {
    mode,
    policyText,
    policy,
    version,
    logFile: usesLog(mode) && inPod !== undefined ? (hostPathOf(after, inPod) ?? defaultLogFile) : null,
    maxSizeMb: number('audit-log-maxsize'),
    maxBackups: number('audit-log-maxbackup'),
    isStrict: ['audit-log-mode', 'audit-webhook-mode'].some((name) => flagValue(after.flags, name) === 'blocking-strict'),
    canary: policy === null ? null : chooseCanary(policy, facts.user),
  };
}

/** Null where kube-apiserver of this version would refuse it. */
export function readPolicy(text: string | null, version: string | undefined): Policy | null {
  if (text === null) return null;
  const loaded = loadPolicy(text, (version === undefined ? null : parseKubernetesVersion(version)) ?? newestKubernetes);
  return isRefusal(loaded) ? null : loaded;
}

function ownFiles(facts: NodeFacts, policy: string | null, webhook: string | null): NodeState['files'] {
  const known = (place: string): NodeState['files'][number] | undefined => facts.state?.files.find((file) => file.path === place);
  const file = (place: string, text: string, now: NodeFile | null): NodeState['files'][number] => ({
    path: place,
    written: sha256(text),
    original: known(place) === undefined ? (now === null ? null : sha256(now.bytes)) : known(place)!.original,
  });
  return [
    ...(policy === null ? [] : [file(defaultPolicyFile, policy, facts.policy)]),
    ...(webhook === null ? [] : [file(defaultWebhookConfigFile, webhook, facts.webhook)]),
  ];
}

/** Kept as they are now, unless an earlier run has kept them. */
function originalsOf(facts: NodeFacts, now: NodeFile, base: string, files: readonly PlannedFile[]): readonly NodeFile[] {
  const changed = new Set(files.map(({ path: file }) => file));
  const taken = new Set(facts.state?.files.map(({ path: file }) => file));
  const others = [facts.policy, facts.webhook].filter((file): file is NodeFile => file !== null && changed.has(file.path) && !taken.has(file.path));
  return [{ ...now, bytes: Buffer.from(base), text: base }, ...others];
}

function sentencesOf(changes: readonly Change[], files: readonly PlannedFile[], manifest: string): readonly string[] {
  return files.flatMap((file) =>
    file.path === manifest ? changes.map((change) => `${manifest}: ${sentenceOf(change)}`) : [`${file.path}: ${file.before === null ? 'written' : 'replaced'}`],
  );
}

/** kube-apiserver has one webhook: taking it would cut off whoever has it. */
function foreignWebhook(before: Manifest, mode: AuditMode): NodePlan['findings'] {
  const other = flagValue(before.flags, 'audit-webhook-config-file');
  if (!usesWebhook(mode) || other === undefined) return [];
  return [
    {
      code: 'webhook',
      severity: 'error',
      message: `kube-apiserver sends its events to another receiver already (${other}), and can have only one.`,
      hint: 'Use --mode log, which leaves that receiver alone, or take its flags out first.',
    },
  ];
}
