// What a node says of itself: auditing as it is there, whether it has drifted, its disk and its API servers. For `node status` and for the server.
import { checkCis, type CisResult } from '../distributions/cis.ts';
import { driftOfNode, type Drift, type DriftFacts } from './drift.ts';
import { configuredArguments } from './kubeadm-config.ts';
import { createLocalApi, findCredential } from './local-api.ts';
import { sha256 } from './node-files.ts';
import { readDisk, type NodeFacts } from './node-facts.ts';
import { findServers, runsWith, servesPort } from './processes.ts';
import { readManifest, type Manifest } from './read-manifest.ts';
import { decisionOf, loadTransaction } from './transaction.ts';

/** What a look at the node finds. */
export interface NodeLook {
  readonly distribution: string | null;
  /** `1.31`; null where it does not tell. */
  readonly kubernetes: string | null;
  readonly apiServer: { readonly ready: boolean; readonly reason: string | null };
  /** Other API servers and etcd members of the cluster, as this node's API server knows them; null = not known. */
  readonly others: readonly { readonly name: string; readonly isReady: boolean }[] | null;
  /** Flags of the manifest that concern auditing. */
  readonly flags: Readonly<Record<string, string>>;
  /** What this program has switched on; null = nothing. */
  readonly auditing: {
    readonly mode: string;
    readonly policyFile: string;
    /** SHA-256 of the policy that was put in place; null where another one is used. */
    readonly setPolicy: string | null;
    /** SHA-256 of the file as it is now; null = it is gone. */
    readonly policy: string | null;
    readonly logFile: string | null;
  } | null;
  readonly disk: { readonly file: string; readonly usedBytes: number; readonly freeBytes: number } | null;
  readonly drift: readonly Drift[];
  /** A change that has not come to its end. */
  readonly pending: { readonly action: string; readonly decision: string | null } | null;
  /** CIS Kubernetes Benchmark 1.2.16 to 1.2.19; null where the flags cannot be seen. */
  readonly cis: readonly CisResult[] | null;
}

/** What an agent tells the server. */
export interface NodeReport extends NodeLook {
  readonly agentVersion: string;
  /** Whether this node's administrator lets the agent carry out roll-outs. */
  readonly allowsChanges: boolean;
  readonly lag: { readonly unreadBytes: number; readonly oldestUnreadAt: number | null };
}

export async function lookAtNode(facts: NodeFacts): Promise<NodeLook> {
  const manifest = facts.manifest === null ? null : readManifest(facts.manifest.path, facts.manifest.text);
  const flags = manifest === null ? {} : flagsOf(manifest);
  const transaction = loadTransaction(facts.root);
  return {
    distribution: facts.distribution,
    kubernetes: facts.api.version ?? null,
    apiServer: { ready: facts.api.isReady, reason: facts.api.isReady ? null : clip(facts.api.reason) },
    others: facts.api.others,
    flags,
    ...lookAtAuditing(facts),
    drift: driftOfNode(await driftFacts(facts, manifest, flags)),
    pending: transaction === null ? null : { action: transaction.action, decision: decisionOf(facts.root) },
    cis: manifest === null ? null : checkCis(flags),
  };
}

function lookAtAuditing({ root, state, policy }: NodeFacts): Pick<NodeLook, 'auditing' | 'disk'> {
  if (state === null) return { auditing: null, disk: null };
  const { mode, policyFile, policySha256, logFile } = state;
  const disk = logFile === null ? null : readDisk(root, logFile.replace(/\/[^/]*$/, ''));
  return {
    auditing: { mode, policyFile, setPolicy: policySha256, policy: policy === null ? null : sha256(policy.bytes), logFile },
    disk: disk === null ? null : { file: logFile!, usedBytes: disk.used, freeBytes: disk.free },
  };
}

function flagsOf({ flags }: Manifest): Readonly<Record<string, string>> {
  return Object.fromEntries(flags.filter(({ name }) => name.startsWith('audit-')).map(({ name, value }) => [name, value ?? 'true']));
}

async function driftFacts(facts: NodeFacts, manifest: Manifest | null, flags: Readonly<Record<string, string>>): Promise<DriftFacts> {
  const { state, policy, strays } = facts;
  return {
    setFlags: (state?.manifest?.changes ?? []).filter((change) => change.kind === 'flag-added' || change.kind === 'flag-set'),
    flags,
    policyFile: state?.policyFile ?? null,
    setPolicy: state?.policySha256 ?? null,
    policy: policy === null ? null : sha256(policy.bytes),
    runsOther: manifest !== null && runsOther(facts, manifest),
    strays,
    kubeadm: manifest === null ? null : await readKubeadm(facts, manifest),
  };
}

function runsOther({ proc }: NodeFacts, { args, probe }: Manifest): boolean {
  const serving = findServers(proc, args).filter((one) => servesPort(one, probe.port));
  return serving.length > 0 && !serving.some((one) => runsWith(one, args));
}

async function readKubeadm({ root, state, distribution, api }: NodeFacts, { probe }: Manifest): Promise<DriftFacts['kubeadm']> {
  if (state === null || distribution !== 'kubeadm' || !api.isReady) return null;
  const { status, text } = await createLocalApi(probe, findCredential(root)).ask('GET', '/api/v1/namespaces/kube-system/configmaps/kubeadm-config');
  if (status === 404) return null;
  if (status !== 200) return status === 0 ? clip(text) : `the API server answers ${status}`;
  try {
    return Object.fromEntries(configuredArguments((JSON.parse(text) as { data: Record<string, string> }).data.ClusterConfiguration));
  } catch (error) {
    return clip((error as Error).message);
  }
}

/** What others wrote may be a page of HTML. */
function clip(text: string): string {
  return text.slice(0, 500);
}
