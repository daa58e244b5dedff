// The plan that fits the distribution of a node, its checks, and its difference as people read it: for the command and for the agent.
import { createTwoFilesPatch } from 'diff';
import { AppError } from '../../lib/app-error.ts';
import { distributionGuides } from '../distributions/distributions.ts';
import { checkPlan } from './check-plan.ts';
import type { Distribution } from './detect.ts';
import type { Finding } from './finding.ts';
import { readDisk, type NodeFacts } from './node-facts.ts';
import { isWebhookFile, type EnableRequest, type NodePlan } from './plan.ts';
import { planDisable } from './plan-disable.ts';
import { planEnable } from './plan-enable.ts';
import { planRancher, planRancherOff } from './plan-rancher.ts';
import { hasAgent } from './processes.ts';

/** Throws AppError where auditing on such a node is not switched on by this program. */
function requireSupported(distribution: Distribution | null): void {
  if (distribution === null)
    throw new AppError('not_found', 'No control plane is on this node.', {
      hint: `Run it on a control-plane node, name a manifest by --manifest, or print instructions by --for ${Object.keys(distributionGuides).join(', ')}.`,
    });
  if (distribution === 'kubeadm' || distribution === 'k3s' || distribution === 'rke2') return;
  throw new AppError('bad_parameter', `This node is run by ${distributionGuides[distribution].title}, which writes its API server's configuration itself.`, {
    hint: `cluster-audit node enable --for ${distribution} prints the files and commands.`,
  });
}

export function planEnableAt(facts: NodeFacts, request: EnableRequest): NodePlan {
  const { distribution } = facts;
  requireSupported(distribution);
  return distribution === 'k3s' || distribution === 'rke2' ? planRancher(facts, request, distribution) : planEnable(facts, request);
}

export function planDisableAt(facts: NodeFacts, times: { readonly settleSeconds: number }): NodePlan {
  const { distribution } = facts;
  return distribution === 'k3s' || distribution === 'rke2' ? planRancherOff(facts, times, distribution) : planDisable(facts, times);
}

/** `isNewPolicy`: a policy was named for this change. */
export function checkChange(facts: NodeFacts, plan: NodePlan, isNewPolicy: boolean): readonly Finding[] {
  const logFile = plan.after?.logFile ?? null;
  return checkPlan(facts, plan, {
    disk: logFile === null ? null : readDisk(facts.root, logFile.replace(/\/[^/]*$/, '')),
    hasAgent: logFile !== null && hasAgent(facts.proc, facts.root, logFile),
    isNewPolicy: isNewPolicy || facts.state === null,
  });
}

export function diffOf({ path, before, after }: NodePlan['files'][number]): string {
  // The kubeconfig holds a token.
  if (isWebhookFile(path)) return `--- ${path}\n+++ ${path}\n(a kubeconfig with a token: not shown)\n`;
  const text = (bytes: Uint8Array | null): string => (bytes === null ? '' : Buffer.from(bytes).toString('utf8'));
  return createTwoFilesPatch(before === null ? '/dev/null' : path, after === null ? '/dev/null' : path, text(before), text(after)).replace(
    /^(?:Index: .*\n)?=+\n/,
    '',
  );
}
