// node status: what is switched on at this node, and whether manifest, process, kubeadm and files agree on it.
import { checkCis, type CisResult } from '../../cluster/distributions/cis.ts';
import { configuredArguments } from '../../cluster/static-pod/kubeadm-config.ts';
import { createLocalApi, findCredential } from '../../cluster/static-pod/local-api.ts';
import { sha256 } from '../../cluster/static-pod/node-files.ts';
import { readDisk, readFacts, type NodeFacts } from '../../cluster/static-pod/node-facts.ts';
import { findServers, hasAgent, runsWith, servesPort } from '../../cluster/static-pod/processes.ts';
import { flagValue, readManifest, type Manifest } from '../../cluster/static-pod/read-manifest.ts';
import { decisionOf, loadTransaction } from '../../cluster/static-pod/transaction.ts';
import { size } from '../print/amounts.ts';
import { visible } from '../print/visible.ts';

export interface StatusOptions {
  readonly root: string;
  readonly manifest?: string;
  readonly output: string;
}

interface Status {
  readonly distribution: string | null;
  readonly enabled: boolean;
  readonly mode: string | null;
  readonly flags: Readonly<Record<string, string>>;
  readonly policy: { readonly file: string; readonly sha256: string | null } | null;
  readonly log: { readonly file: string; readonly bytes: number; readonly freeBytes: number } | null;
  readonly agent: boolean;
  readonly apiServer: { readonly ready: boolean; readonly version: string | null; readonly reason: string | null };
  /** CIS Kubernetes Benchmark 1.2.16 to 1.2.19; null where the flags cannot be seen. */
  readonly cis: readonly CisResult[] | null;
  /** A change that has not come to its end. */
  readonly pending: { readonly action: string; readonly decision: string | null } | null;
  /** What does not agree, in sentences. */
  readonly drift: readonly string[];
}

/** 1 where something does not agree, or a change is pending. */
export async function nodeStatus(options: StatusOptions): Promise<number> {
  const facts = await readFacts(options.root, options.manifest);
  const manifest = facts.manifest === null ? null : readManifest(facts.manifest.path, facts.manifest.text);
  const transaction = loadTransaction(options.root);
  const status: Status = {
    distribution: facts.distribution,
    ...statusOfState(facts),
    flags: manifest === null ? {} : flagsOf(manifest),
    apiServer: { ready: facts.api.isReady, version: facts.api.version ?? null, reason: facts.api.isReady ? null : facts.api.reason },
    cis: manifest === null ? null : checkCis(flagsOf(manifest)),
    pending: transaction === null ? null : { action: transaction.action, decision: decisionOf(options.root) },
    drift: manifest === null ? [] : await driftOf(facts, manifest),
  };
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(status, null, 2)}\n` : visible(print(status)));
  return status.drift.length === 0 && status.pending === null ? 0 : 1;
}

function statusOfState({ root, state, policy, proc }: NodeFacts): Pick<Status, 'enabled' | 'mode' | 'policy' | 'log' | 'agent'> {
  if (state === null) return { enabled: false, mode: null, policy: null, log: null, agent: false };
  const { logFile } = state;
  const disk = logFile === null ? null : readDisk(root, logFile.replace(/\/[^/]*$/, ''));
  return {
    enabled: true,
    mode: state.mode,
    policy: { file: state.policyFile, sha256: policy === null ? null : sha256(policy.bytes) },
    log: disk === null ? null : { file: logFile!, bytes: disk.used, freeBytes: disk.free },
    agent: logFile !== null && hasAgent(proc, logFile),
  };
}

function flagsOf({ flags }: Manifest): Readonly<Record<string, string>> {
  return Object.fromEntries(flags.filter(({ name }) => name.startsWith('audit-')).map(({ name, value }) => [name, value ?? 'true']));
}

async function driftOf(facts: NodeFacts, manifest: Manifest): Promise<readonly string[]> {
  return [...driftOfFlags(facts, manifest), ...driftOfPolicy(facts), ...driftOfServer(facts, manifest), ...(await driftOfKubeadm(facts, manifest))];
}

/** The flags that an earlier run set. */
function setFlags({ state }: NodeFacts): readonly { name: string; value: string }[] {
  return (state?.manifest?.changes ?? []).filter((change) => change.kind === 'flag-added' || change.kind === 'flag-set');
}

function driftOfFlags(facts: NodeFacts, manifest: Manifest): readonly string[] {
  return setFlags(facts).flatMap(({ name, value }) => {
    const now = flagValue(manifest.flags, name);
    return now === value ? [] : [`the manifest has ${now === undefined ? `no --${name}` : `--${name}=${now}`}; ${value} was set`];
  });
}

function driftOfPolicy({ state, policy }: NodeFacts): readonly string[] {
  if (state?.policySha256 == null) return [];
  if (policy === null) return [`${state.policyFile} is gone: kube-apiserver will not start again`];
  if (sha256(policy.bytes) === state.policySha256) return [];
  return [`${state.policyFile} was edited since: kube-apiserver reads it at its next start only (cluster-audit node enable checks it and restarts)`];
}

function driftOfServer({ proc, strays }: NodeFacts, { args, probe }: Manifest): readonly string[] {
  const serving = findServers(proc, args).filter((one) => servesPort(one, probe.port));
  const isOther = serving.length > 0 && !serving.some((one) => runsWith(one, args));
  return [
    ...(isOther ? ['the running kube-apiserver has other flags than the manifest'] : []),
    ...strays.map((stray) => `${stray} is a second manifest of kube-apiserver`),
  ];
}

async function driftOfKubeadm(facts: NodeFacts, manifest: Manifest): Promise<readonly string[]> {
  const { root, state, distribution, api } = facts;
  if (state === null || distribution !== 'kubeadm' || !api.isReady) return [];
  const { status, text } = await createLocalApi(manifest.probe, findCredential(root)).ask('GET', '/api/v1/namespaces/kube-system/configmaps/kubeadm-config');
  if (status !== 200) return status === 404 ? [] : [`kubeadm-config cannot be read: ${status === 0 ? text : `the API server answers ${status}`}`];
  try {
    const configured = configuredArguments((JSON.parse(text) as { data: Record<string, string> }).data.ClusterConfiguration);
    return setFlags(facts)
      .filter(({ name, value }) => configured.get(name) !== value)
      .map(({ name }) => `kubeadm-config does not have ${name} as it was set: the next kubeadm upgrade will undo it`);
  } catch (error) {
    return [`kubeadm-config cannot be read: ${(error as Error).message}`];
  }
}

function print(status: Status): string {
  const { mode, apiServer, pending, cis } = status;
  const on = Object.keys(status.flags).length > 0 ? 'on, but not by cluster-audit' : 'off';
  const lines = [
    `distribution  ${status.distribution ?? 'no control plane is here'}`,
    `auditing      ${mode === null ? on : `on, mode ${mode}`}`,
    ...Object.entries(status.flags).map(([name, value]) => `              --${name}=${value}`),
    ...printFiles(status),
    `API server    ${apiServer.ready ? 'ready' : `not ready: ${apiServer.reason}`}${apiServer.version === null ? '' : `, ${apiServer.version}`}`,
    ...(cis === null ? [] : [`CIS           ${cis.map(printCis).join(', ')}`]),
    ...(pending === null ? [] : [`pending       ${pending.action}, ${pending.decision ?? 'not decided'}: any node command goes on with it`]),
    ...status.drift.map((sentence) => `drift         ${sentence}`),
  ];
  return `${lines.join('\n')}\n`;
}

function printFiles({ policy, log, agent }: Status): readonly string[] {
  return [
    ...(policy === null ? [] : [`policy        ${policy.file}, sha256 ${policy.sha256 ?? 'gone'}`]),
    ...(log === null
      ? []
      : [`log           ${log.file}: ${size(log.bytes)}, ${size(log.freeBytes)} free; ${agent ? 'an agent follows it' : 'no agent follows it here'}`]),
  ];
}

function printCis({ id, met, value }: CisResult): string {
  return `${id} ${met ? 'met' : `not met (${value ?? 'unset'})`}`;
}
