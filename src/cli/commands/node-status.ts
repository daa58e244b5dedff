// node status: what is switched on at this node, and whether manifest, process, kubeadm and files agree on it.
import type { CisResult } from '../../cluster/distributions/cis.ts';
import { tellDrift } from '../../cluster/static-pod/drift.ts';
import { readFacts } from '../../cluster/static-pod/node-facts.ts';
import { lookAtNode, type NodeLook } from '../../cluster/static-pod/node-report.ts';
import { hasAgent } from '../../cluster/static-pod/processes.ts';
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
  const look = await lookAtNode(facts);
  const { distribution, kubernetes, apiServer, flags, auditing, cis, pending } = look;
  const status: Status = {
    distribution,
    ...statusOfAuditing(look),
    flags,
    agent: auditing?.logFile != null && hasAgent(facts.proc, facts.root, auditing.logFile),
    apiServer: { ...apiServer, version: kubernetes },
    cis,
    pending,
    drift: look.drift.map(tellDrift),
  };
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(status, null, 2)}\n` : visible(print(status)));
  return status.drift.length === 0 && status.pending === null ? 0 : 1;
}

function statusOfAuditing({ auditing, disk }: NodeLook): Pick<Status, 'enabled' | 'mode' | 'policy' | 'log'> {
  if (auditing === null) return { enabled: false, mode: null, policy: null, log: null };
  return {
    enabled: true,
    mode: auditing.mode,
    policy: { file: auditing.policyFile, sha256: auditing.policy },
    log: disk === null ? null : { file: disk.file, bytes: disk.usedBytes, freeBytes: disk.freeBytes },
  };
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
