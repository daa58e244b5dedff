// Carries an order of a roll-out out on this node: by the very code of `node enable` and `node disable`, and only where the node's administrator allows it.
import { changeNode, refreshNode, withNode } from '../static-pod/change-node.ts';
import type { NodeParts } from '../static-pod/carry-out.ts';
import type { Finding } from '../static-pod/finding.ts';
import { defaultLogFile } from '../api-server-flags.ts';
import { under } from '../static-pod/node-files.ts';
import { procOf, readFacts, type NodeFacts } from '../static-pod/node-facts.ts';
import type { EnableRequest, NodePlan } from '../static-pod/plan.ts';
import { checkChange, diffOf, planDisableAt, planEnableAt } from '../static-pod/plan-change.ts';
import { endedTransaction } from '../static-pod/transaction.ts';
import { usesWebhook, type AuditMode } from '../static-pod/wanted.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MemberCheck, MemberOutcome, Order, RolloutSettings } from '../rollouts/rollout.ts';

export interface OrderParts {
  readonly root: string;
  readonly manifest?: string;
  readonly allowsChanges: boolean;
  /** Audit logs that this agent follows. */
  readonly logs: readonly string[];
  readonly say: (what: string) => void;
  /** Whether the event of a canary request has arrived at the server. */
  readonly findCanary: (nonce: string) => Promise<boolean>;
  /** A kubeconfig for the webhook with a token of its own. */
  readonly webhookConfig: () => Promise<string>;
}

const maxDiff = 65_536;
const maxReason = 2000;
const notAllowed: Finding = {
  code: 'allowed',
  severity: 'error',
  message: 'This node does not let its agent change it.',
  hint: 'Its administrator starts the agent with --allow-changes.',
};

/** A look: nothing is touched. */
export async function checkOrder(order: Order, parts: OrderParts): Promise<MemberCheck> {
  const refusals = parts.allowsChanges ? [] : [notAllowed];
  const facts = await readFacts(parts.root, parts.manifest);
  try {
    const plan = planOf(order, facts, parts, hasOwnWebhook(facts) ? undefined : '# made when it is carried out\n');
    if (plan.action === 'none') return { action: 'none', changes: [], diff: '', findings: refusals };
    const diff = plan.files.map(diffOf).join('');
    const findings = [...refusals, ...checkChange(facts, plan, order.settings.policy !== null)];
    return { action: plan.action, changes: plan.sentences, diff: diff.length > maxDiff ? `${diff.slice(0, maxDiff)}\n…\n` : diff, findings };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message, hint } = error;
    return {
      action: 'unplannable',
      changes: [],
      diff: '',
      findings: [...refusals, { code: 'plan', severity: 'error', message, ...(hint === undefined ? {} : { hint }) }],
    };
  }
}

/** Can be repeated after any death: what was decided before is told, what was begun is brought to its end, what is done already changes nothing. */
export async function changeByOrder(order: Order, parts: OrderParts): Promise<MemberOutcome> {
  const { root, say } = parts;
  if (!parts.allowsChanges) return refused(notAllowed.message, parts);
  const nodeParts: NodeParts = { root, proc: procOf(root), now: () => performance.now(), say, findInStore: parts.findCanary };
  return withNode(nodeParts, async () => {
    const past = endedTransaction(root, order.rollout);
    const facts = await readFacts(root, parts.manifest);
    const { isReady } = facts.api;
    if (past?.decision === 'confirmed') return { result: 'changed', reason: null, isUp: isReady, warnings: [] };
    if (past?.decision === 'restored') return { result: 'rolled-back', reason: past.reason.slice(0, maxReason), isUp: isReady, warnings: [] };
    const plan = planOf(order, facts, parts, await webhookFor(order, facts, parts));
    if (plan.action === 'none') return { result: 'unchanged', reason: null, isUp: isReady, warnings: await refreshNode(nodeParts, facts, plan) };
    const error = checkChange(facts, plan, order.settings.policy !== null).find(({ severity }) => severity === 'error');
    if (error !== undefined) return { result: 'refused', reason: error.message, isUp: isReady, warnings: [] };
    const outcome = await changeNode(nodeParts, plan, order.settings.timeoutSeconds, order.rollout);
    if (outcome.result === 'confirmed') return { result: 'changed', reason: null, isUp: true, warnings: outcome.warnings };
    return { result: 'rolled-back', reason: outcome.reason.slice(0, maxReason), isUp: outcome.healthy, warnings: [] };
  });
}

/** Nothing was changed, for this reason. */
export async function refused(reason: string, { root, manifest }: Pick<OrderParts, 'root' | 'manifest'>): Promise<MemberOutcome> {
  const { api } = await readFacts(root, manifest);
  return { result: 'refused', reason: reason.slice(0, maxReason), isUp: api.isReady, warnings: [] };
}

function planOf({ action, settings }: Order, facts: NodeFacts, { root, logs }: OrderParts, webhook: string | undefined): NodePlan {
  const { settleSeconds } = settings;
  if (action === 'disable') return planDisableAt(facts, { settleSeconds });
  const mode = modeOf(settings, facts);
  const hasWebhook = usesWebhook(mode);
  const inStore = hasWebhook || logs.includes(under(root, facts.state?.logFile ?? defaultLogFile));
  return planEnableAt(facts, { ...wishesOf(settings), mode, webhook: hasWebhook ? webhook : undefined, inStore });
}

function modeOf({ mode }: RolloutSettings, { state }: NodeFacts): AuditMode {
  return mode ?? state?.mode ?? 'log';
}

/** What stays as it is on the node is not asked for. */
function wishesOf({
  policy,
  maxSizeMb,
  maxBackups,
  maxAgeDays,
  timeoutSeconds,
  settleSeconds,
}: RolloutSettings): Omit<EnableRequest, 'mode' | 'webhook' | 'inStore'> {
  return {
    policy: policy ?? undefined,
    maxSizeMb: maxSizeMb ?? undefined,
    maxBackups: maxBackups ?? undefined,
    maxAgeDays: maxAgeDays ?? undefined,
    timeoutSeconds,
    settleSeconds,
  };
}

/** A token that works is not replaced: that would restart kube-apiserver for nothing. */
function hasOwnWebhook({ state, webhook }: NodeFacts): boolean {
  return state !== null && state.mode !== 'log' && webhook !== null;
}

async function webhookFor({ action, settings }: Order, facts: NodeFacts, { webhookConfig }: OrderParts): Promise<string | undefined> {
  return action === 'disable' || !usesWebhook(modeOf(settings, facts)) || hasOwnWebhook(facts) ? undefined : webhookConfig();
}
