// node enable, node disable: look, show the exact change, ask, carry it out, and say how it ended.
import { defaultLogFile } from '../../cluster/api-server-flags.ts';
import { changeNode, refreshNode, withNode } from '../../cluster/static-pod/change-node.ts';
import type { NodeParts, Outcome } from '../../cluster/static-pod/carry-out.ts';
import type { Finding } from '../../cluster/static-pod/finding.ts';
import { procOf, readFacts, type NodeFacts } from '../../cluster/static-pod/node-facts.ts';
import { timeouts, type EnableRequest, type NodePlan } from '../../cluster/static-pod/plan.ts';
import { checkChange, diffOf, planDisableAt, planEnableAt } from '../../cluster/static-pod/plan-change.ts';
import { hasAgent } from '../../cluster/static-pod/processes.ts';
import type { AuditMode } from '../../cluster/static-pod/wanted.ts';
import { canaryQuery } from '../../cluster/static-pod/canary.ts';
import { askYesNo } from '../ask-yes-no.ts';
import { visible } from '../print/visible.ts';
import { readCount, readSeconds } from '../read-duration.ts';
import { policyOf, resolveServer, webhookOf, type NodeServer } from './node-server.ts';

export interface DisableOptions {
  readonly root: string;
  readonly manifest?: string;
  readonly timeout: string;
  readonly settle?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly output: string;
}

export interface EnableOptions extends DisableOptions {
  readonly policy?: string;
  readonly mode?: AuditMode;
  readonly server?: string;
  readonly token?: string;
  readonly cluster?: string;
  readonly webhookConfig?: string;
  readonly logMaxSize?: string;
  readonly logMaxBackups?: string;
  readonly logMaxAge?: string;
}

export async function enableNode(options: EnableOptions): Promise<number> {
  const server = await resolveServer(options);
  return change(options, server, async (facts, isReal) => {
    const mode = options.mode ?? facts.state?.mode ?? 'log';
    const request: EnableRequest = {
      mode: options.mode,
      policy: options.policy === undefined ? undefined : policyOf(options.policy),
      webhook: mode === 'log' ? undefined : await webhookOf(options, server, facts, isReal),
      maxSizeMb: readCount('--log-max-size', options.logMaxSize),
      maxBackups: readCount('--log-max-backups', options.logMaxBackups),
      maxAgeDays: readCount('--log-max-age', options.logMaxAge),
      ...timesOf(options),
      inStore: server !== null && (mode !== 'log' || hasAgent(facts.proc, facts.root, facts.state?.logFile ?? defaultLogFile)),
    };
    return planEnableAt(facts, request);
  });
}

export function disableNode(options: DisableOptions): Promise<number> {
  return change(options, null, async (facts) => planDisableAt(facts, timesOf(options)));
}

/** A server that stays up half the given time, and at most half a minute, is believed. */
function timesOf({ timeout, settle }: DisableOptions): { timeoutSeconds: number; settleSeconds: number } {
  const timeoutSeconds = readSeconds('--timeout', timeout);
  return {
    timeoutSeconds,
    settleSeconds: settle === undefined ? Math.min(timeouts.settleSeconds, Math.floor(timeoutSeconds / 2)) : readSeconds('--settle', settle),
  };
}

async function change(
  options: DisableOptions & { policy?: string },
  server: NodeServer | null,
  planOf: (facts: NodeFacts, isReal: boolean) => Promise<NodePlan>,
): Promise<number> {
  const findInStore = server === null ? null : (nonce: string) => server.finds(canaryQuery(nonce));
  const parts: NodeParts = { root: options.root, proc: procOf(options.root), now: () => performance.now(), say, findInStore };
  if (options.dryRun === true) {
    const facts = await readFacts(options.root, options.manifest);
    const plan = await planOf(facts, false);
    report(options, plan, checkChange(facts, plan, options.policy !== undefined), plan.action === 'none' ? 'unchanged' : 'planned');
    return 0;
  }
  return withNode(parts, async (left) => {
    if (left !== null) say(leftBehind(left.outcome));
    const facts = await readFacts(options.root, options.manifest);
    const plan = await planOf(facts, false);
    const findings = checkChange(facts, plan, options.policy !== undefined);
    if (plan.action === 'none') {
      report(options, plan, [], 'unchanged', { warnings: await refreshNode(parts, facts, plan) });
      return 0;
    }
    const isBlocked = findings.some(({ severity }) => severity === 'error');
    if (options.output !== 'json' || isBlocked) report(options, plan, findings, isBlocked ? 'refused' : 'planned');
    if (isBlocked) return 1;
    if (options.yes !== true && !(await askYesNo('kube-apiserver will restart. Go on?'))) return 1;
    // A token is made only now.
    const outcome = await changeNode(parts, await planOf(facts, true), readSeconds('--timeout', options.timeout));
    return end(options, plan, findings, outcome);
  });
}

function end(options: DisableOptions, plan: NodePlan, findings: readonly Finding[], outcome: Outcome): number {
  if (outcome.result === 'rolled-back') {
    const { reason, healthy } = outcome;
    if (options.output === 'json') report(options, plan, findings, 'rolled-back', { reason, healthy });
    else
      process.stdout.write(
        visible(`rolled back: ${reason}. The old files are in place to the byte; the old API server ${healthy ? 'is up' : 'was not seen up yet'}.\n`),
      );
    return 1;
  }
  const result = plan.action === 'disable' ? 'disabled' : plan.action === 'enable' ? 'enabled' : 'changed';
  if (options.output === 'json') report(options, plan, findings, result, { warnings: outcome.warnings });
  else {
    for (const warning of outcome.warnings) say(`warning: ${warning}`);
    process.stdout.write(`${result}${plan.state === null ? '' : `: mode ${plan.state.mode}, the API server is healthy and its events arrive`}\n`);
  }
  return 0;
}

function leftBehind(outcome: Outcome | null): string {
  if (outcome === null) return 'an earlier run had changed nothing yet';
  return outcome.result === 'confirmed' ? 'an earlier change was brought to its end' : `an earlier change was put back: ${outcome.reason}`;
}

function report(options: DisableOptions, plan: NodePlan, findings: readonly Finding[], result: string, more: Record<string, unknown> = {}): void {
  if (options.output === 'json') {
    const diff = Object.fromEntries(plan.files.map((file) => [file.path, diffOf(file)]));
    process.stdout.write(`${JSON.stringify({ result, action: plan.action, changes: plan.sentences, diff, findings, ...more }, null, 2)}\n`);
    return;
  }
  for (const { severity, message, hint } of findings) process.stdout.write(visible(`${severity}: ${message}${hint === undefined ? '' : `\n  → ${hint}`}\n`));
  for (const warning of (more.warnings as readonly string[] | undefined) ?? []) say(`warning: ${warning}`);
  if (result === 'unchanged') {
    process.stdout.write('nothing to change: nothing restarts\n');
    return;
  }
  for (const file of plan.files) process.stdout.write(visible(diffOf(file)));
  for (const { path, original } of plan.cleanup) process.stdout.write(`${path}: ${original === null ? 'removed' : 'put back'} afterwards\n`);
  if (result === 'refused') process.stdout.write('refused: nothing was changed\n');
}

function say(what: string): void {
  process.stderr.write(`${visible(what)}\n`);
}
