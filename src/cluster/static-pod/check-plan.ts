// The look before the leap: what could go wrong with this change on this node, found before anything is touched.
import path from 'node:path';
import { checkPolicy } from '../../policy/check.ts';
import { compilePolicy } from '../../policy/evaluate.ts';
import { losesBatches, newestKubernetes, parseKubernetesVersion, type KubernetesMinor } from '../../policy/kubernetes-version.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Finding } from './finding.ts';
import type { NodeFacts } from './node-facts.ts';
import type { NodePlan, PlannedAudit } from './plan.ts';
import { usesWebhook } from './wanted.ts';

export interface Surroundings {
  /** Of the log's folder; null where no log is written. In bytes. */
  readonly disk: { readonly free: number; readonly size: number; readonly used: number } | null;
  readonly hasAgent: boolean;
  /** A policy was named for this change: what is only adopted gets warnings where a new one gets errors. */
  readonly isNewPolicy: boolean;
}

/** In the order in which they were looked at; `error` stops the change. */
export function checkPlan(facts: NodeFacts, plan: NodePlan, around: Surroundings): readonly Finding[] {
  return [
    ...plan.findings,
    ...checkHost(facts),
    ...checkFolder(facts, plan),
    ...(plan.after === null ? [] : [...checkAuditPolicy(plan.after, around.isNewPolicy), ...checkDisk(plan.after, around), ...checkAudit(plan.after, around)]),
    ...checkServer(facts, plan),
  ];
}

function checkFolder(facts: NodeFacts, { verify }: NodePlan): readonly Finding[] {
  const found: Finding[] = facts.strays.map((stray) => ({
    code: 'manifest_folder',
    severity: 'error',
    message: `${stray} is a second manifest of kube-apiserver: kubelet reads every file of this folder, and may run the old one.`,
    hint: 'Move it out of the folder; a name that ends with .bak does not hide it.',
  }));
  if (verify.manifest === null) return found;
  const folder = path.posix.dirname(verify.manifest);
  if (facts.staticPodPath !== undefined && facts.staticPodPath !== folder)
    found.push({
      code: 'manifest_folder',
      severity: 'error',
      message: `kubelet reads its static pods from ${facts.staticPodPath}, not from ${folder}.`,
      hint: 'Name the manifest that it reads by --manifest.',
    });
  if (!facts.oneFilesystem)
    found.push({
      code: 'filesystem',
      severity: 'error',
      message: `${folder} is a filesystem of its own: the manifest cannot be replaced by one rename from outside it.`,
      hint: 'Use the files and commands of --for kubeadm.',
    });
  return found;
}

function checkHost(facts: NodeFacts): readonly Finding[] {
  const found: Finding[] = [];
  if (!facts.isRoot)
    found.push({ code: 'rights', severity: 'warning', message: 'This is not root: files of the node may not be writable.', hint: 'Run it by sudo.' });
  if (!facts.hasSystemd)
    found.push({
      code: 'dead_man',
      severity: facts.root === '/' ? 'warning' : 'note',
      message: 'No systemd runs here: a process watches the change instead of a unit. It outlives this program, but not a reboot.',
    });
  if (facts.selinux)
    found.push({
      code: 'security_modules',
      severity: 'warning',
      message: 'SELinux is enforcing: a pod that may not read /etc/kubernetes/audit or write the log folder will not start, and is put back.',
      hint: 'If so: chcon -R -t container_file_t on both folders (semanage fcontext to keep it).',
    });
  if (facts.clockIsKept === false)
    found.push({
      code: 'clock',
      severity: 'warning',
      message: 'The clock is not synchronised: the times of events will be off.',
      hint: 'timedatectl set-ntp true',
    });
  return found;
}

function checkAuditPolicy({ policyText, version }: PlannedAudit, isNew: boolean): readonly Finding[] {
  if (policyText === null)
    return [
      { code: 'policy', severity: 'error', message: 'The policy that is in force cannot be read on this node.', hint: 'Name one by --policy FILE or PRESET.' },
    ];
  const minor = minorOf(version);
  const found: Finding[] = [];
  if (version === undefined)
    found.push({
      code: 'policy',
      severity: 'warning',
      message: `The version of kube-apiserver is not known: the policy was checked for 1.${newestKubernetes}.`,
    });
  for (const { severity, message, position, hint } of checkPolicy(policyText, minor).problems) {
    if (severity === 'advice') continue;
    found.push({
      code: 'policy',
      severity: severity === 'error' || isNew ? 'error' : 'warning',
      message: position === undefined ? `policy, ${message}` : `policy, line ${position.line}: ${message}`,
      hint: hint ?? 'cluster-audit policy check tells more.',
    });
  }
  return found;
}

function minorOf(version: string | undefined): KubernetesMinor {
  return (version === undefined ? null : parseKubernetesVersion(version)) ?? newestKubernetes;
}

const mega = 1_000_000;

function checkDisk({ logFile, maxSizeMb, maxBackups }: PlannedAudit, { disk }: Surroundings): readonly Finding[] {
  if (logFile === null || disk === null) return [];
  const budget = maxSizeMb * (maxBackups + 1) * mega;
  const files = maxBackups + 1;
  const total = Math.round(budget / mega);
  const free = Math.round(disk.free / mega);
  const folder = path.posix.dirname(logFile);
  if (budget - disk.used > disk.free)
    return [
      {
        code: 'disk',
        severity: 'error',
        message: `The log takes up to ${maxSizeMb} MB × ${files} = ${total} MB, and ${free} MB are free for ${folder}.`,
        hint: 'Make room, or use smaller --log-max-size and --log-max-backups, or --mode webhook.',
      },
    ];
  if (budget > disk.size / 10)
    return [
      {
        code: 'disk',
        severity: 'warning',
        message: `The log takes up to ${maxSizeMb} MB × ${files} = ${total} MB, more than a tenth of its filesystem; ${free} MB are free for ${folder}.`,
        hint: 'A filesystem of its own keeps the master safe.',
      },
    ];
  return [{ code: 'disk', severity: 'note', message: `The log takes up to ${maxSizeMb} MB × ${files} = ${total} MB; ${free} MB are free for ${folder}.` }];
}

function checkAudit(after: PlannedAudit, { hasAgent }: Surroundings): readonly Finding[] {
  return [...checkLog(after, hasAgent), ...checkEvents(after)];
}

function checkLog({ logFile, maxSizeMb, mode }: PlannedAudit, hasAgent: boolean): readonly Finding[] {
  const found: Finding[] = [];
  if (logFile === null) return found;
  if (maxSizeMb < 10)
    found.push({ code: 'rotation', severity: 'warning', message: `An event larger than ${maxSizeMb} MB is never written.`, hint: '--log-max-size 100' });
  if (!usesWebhook(mode) && !hasAgent)
    found.push({
      code: 'agent',
      severity: 'note',
      message: `No agent follows ${logFile} here: events stay in the file until one does.`,
      hint: 'cluster-audit node agent --cluster NAME --print-unit',
    });
  return found;
}

function checkEvents({ mode, logFile, policy, canary, isStrict, version }: PlannedAudit): readonly Finding[] {
  const found: Finding[] = [];
  if (policy !== null && isStrict && auditsHealth(policy))
    found.push({
      code: 'strict_mode',
      severity: 'error',
      message: 'In mode blocking-strict a full disk makes /livez answer 500 where the policy records it: kubelet then kills the API server.',
      hint: 'Put a rule first: level None for nonResourceURLs /livez*, /readyz*, /healthz*.',
    });
  if (policy !== null && canary === null)
    found.push({
      code: 'canary',
      severity: 'error',
      message: 'The policy records none of the requests by which the way of events can be tried.',
      hint: 'Record at least one of: list namespaces, pods or configmaps of kube-system, create a configmap or pod, GET /version.',
    });
  if (usesWebhook(mode) && logFile === null && losesBatches(minorOf(version)))
    found.push({
      code: 'webhook',
      severity: 'warning',
      message: 'Before 1.37 one patch whose body is not JSON makes kube-apiserver drop a whole webhook batch.',
      hint: '--mode both keeps a log file beside it.',
    });
  return found;
}

/** Whether a probe of kubelet is recorded at all. */
function auditsHealth(policy: Policy): boolean {
  const decide = compilePolicy(policy);
  const probe = {
    user: 'system:anonymous',
    groups: ['system:unauthenticated'],
    verb: 'get',
    namespace: '',
    apiGroup: '',
    apiVersion: '',
    resource: '',
    subresource: '',
    name: '',
    resourceRequest: false,
  };
  return ['/livez', '/readyz', '/healthz'].some((path) => decide({ ...probe, path }).level !== 'None');
}

function checkServer({ api }: NodeFacts, { action }: NodePlan): readonly Finding[] {
  if (!api.isReady)
    return [
      {
        code: 'api_server',
        severity: action === 'disable' ? 'warning' : 'error',
        message: `The API server of this node is not healthy now: ${api.reason}.`,
        hint: 'Mend it before it is restarted.',
      },
    ];
  if (api.others === null) return [];
  const away = api.others.filter(({ isReady }) => !isReady);
  if (away.length > 0)
    return [
      {
        code: 'other_masters',
        severity: 'error',
        message: `${away.map(({ name }) => name).join(', ')} of this cluster is not ready: restarting this one too could take the cluster down.`,
        hint: 'One master after the other, and only while all others are ready.',
      },
    ];
  if (api.others.length > 0) return [];
  return [
    { code: 'other_masters', severity: 'note', message: 'This is the only API server that is known: the API is away while it restarts, usually 10 to 60 s.' },
  ];
}
