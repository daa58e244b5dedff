// A planned change of a node, from the lock to its end.
import { randomBytes } from 'node:crypto';
import { AppError } from '../../lib/app-error.ts';
import { carryOut, resume, type NodeParts, type Outcome } from './carry-out.ts';
import { keepOriginal, writeState } from './node-state.ts';
import { persistInKubeadm } from './persist-in-kubeadm.ts';
import { createLocalApi, findCredential } from './local-api.ts';
import type { NodeFacts } from './node-facts.ts';
import type { NodePlan } from './plan.ts';
import { beginTransaction, lockNode, type Transaction } from './transaction.ts';

/** Runs `work` while no other program changes this node, after what an earlier one left behind was brought to its end. */
export async function withNode<T>(parts: NodeParts, work: (left: { transaction: Transaction; outcome: Outcome | null } | null) => Promise<T>): Promise<T> {
  const unlock = lockNode(parts.root);
  try {
    return await work(await resume(parts));
  } finally {
    unlock();
  }
}

/** Carries a plan out. `id` names it among what was done here. Throws AppError where nothing was changed. */
export async function changeNode(parts: NodeParts, plan: NodePlan, timeoutSeconds: number, id = newId()): Promise<Outcome> {
  if (plan.action === 'none') throw new Error('there is nothing to carry out');
  const { action, restart, state, verify, folders, cleanup, kubeadm } = plan;
  let transaction: Transaction;
  try {
    for (const { bytes, mode } of plan.originals) keepOriginal(parts.root, bytes, mode);
    transaction = beginTransaction(parts.root, { id, action, restart, timeoutSeconds, state, verify, folders, cleanup, kubeadm }, plan.files);
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('unavailable', `Nothing was changed: ${(error as Error).message}`, { cause: error });
  }
  return carryOut(parts, transaction);
}

function newId(): string {
  return `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`;
}

/** Where nothing has to change but what this program knows: the state is brought up to date, and kubeadm's configuration where an earlier run could not. */
export async function refreshNode(parts: NodeParts, { state }: NodeFacts, plan: NodePlan): Promise<readonly string[]> {
  if (plan.state === null) return [];
  let next = plan.state;
  const warnings: string[] = [];
  if (plan.kubeadm !== null && state?.kubeadm == null) {
    const api = createLocalApi(plan.verify.address, findCredential(parts.root));
    const { changes, warning } = await persistInKubeadm(parts, { kubeadm: plan.kubeadm }, api);
    next = { ...next, kubeadm: changes === null ? null : { changes } };
    if (warning !== null) warnings.push(warning);
  }
  if (JSON.stringify(next) !== JSON.stringify(state)) {
    for (const { bytes, mode } of plan.originals) keepOriginal(parts.root, bytes, mode);
    writeState(parts.root, next);
  }
  return warnings;
}
