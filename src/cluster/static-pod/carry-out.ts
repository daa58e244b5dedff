// Carries a transaction out, step by step; each step can be repeated, and whatever goes wrong ends in the old or the new state, whole.
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../lib/app-error.ts';
import { createDeadMan, environmentOf, runProgram, type DeadMan, type Run } from './dead-man.ts';
import { createLocalApi, findCredential, type LocalApi } from './local-api.ts';
import { syncFolder, under, writeDurably } from './node-files.ts';
import { forgetOriginals, originalMode, readOriginal, writeState } from './node-state.ts';
import { persistInKubeadm } from './persist-in-kubeadm.ts';
import { transactionFolder } from './rollback-script.ts';
import { strayCopies } from './stray-copies.ts';
import { applyFiles, decide, decisionOf, endTransaction, isAfter, isBefore, loadTransaction, note, stageFiles, type Transaction } from './transaction.ts';
import { watchHealth, type Health } from './watch-health.ts';

export interface NodeParts {
  readonly root: string;
  readonly proc: string;
  /** Milliseconds that only go forward, whatever becomes of the clock. */
  readonly now: () => number;
  /** Tells people what is going on. */
  readonly say: (what: string) => void;
  readonly findInStore: ((nonce: string) => Promise<boolean>) | null;
}

export type Outcome =
  | { readonly result: 'confirmed'; readonly warnings: readonly string[] }
  /** `healthy`: whether the old server was seen up again. */
  | { readonly result: 'rolled-back'; readonly reason: string; readonly healthy: boolean };

/** The program decides before the dead-man's unit would have to. */
const marginSeconds = 10;
/** So long the old server is waited for after a rollback. */
const returnMs = 120_000;

/** From a transaction on disk to its end. Throws AppError where nothing was changed at all. */
export async function carryOut(parts: NodeParts, transaction: Transaction): Promise<Outcome> {
  const { root } = parts;
  const deadMan = createDeadMan(root);
  try {
    stageFiles(root, transaction);
    note(root, 'staged');
    deadMan.arm(transaction.timeoutSeconds);
    note(root, 'armed');
  } catch (error) {
    deadMan.disarm();
    endTransaction(root, transaction);
    throw error instanceof AppError ? error : new AppError('unavailable', `Nothing was changed: ${(error as Error).message}`, { cause: error });
  }
  return goOn(parts, transaction, deadMan);
}

/** Ends what an earlier run of this program left behind; null = there was nothing to end. */
export async function resume(parts: NodeParts): Promise<{ transaction: Transaction; outcome: Outcome | null } | null> {
  const { root } = parts;
  rmSync(under(root, `${transactionFolder}.new`), { recursive: true, force: true });
  const transaction = loadTransaction(root);
  const deadMan = createDeadMan(root);
  if (transaction === null) {
    deadMan.disarm();
    return null;
  }
  const decision = decisionOf(root);
  const left = deadMan.secondsLeft();
  if (decision === 'confirmed') return { transaction, outcome: await finish(parts, transaction, deadMan) };
  if (decision === null && left === null) {
    // Never armed: nothing was touched.
    deadMan.disarm();
    endTransaction(root, transaction);
    return { transaction, outcome: null };
  }
  if (decision === null && left! > marginSeconds) {
    parts.say('going on with a change that was interrupted');
    deadMan.armAgain();
    return { transaction, outcome: await goOn(parts, transaction, deadMan) };
  }
  return { transaction, outcome: await rollBack(parts, transaction, deadMan, decision === 'restored' ? 'it was not confirmed in time' : 'it was interrupted') };
}

async function goOn(parts: NodeParts, transaction: Transaction, deadMan: DeadMan): Promise<Outcome> {
  const { root } = parts;
  let health: Health;
  try {
    const strangers = transaction.files.filter((file) => !isAfter(root, file) && !isBefore(root, file));
    if (strangers.length > 0) throw new Error(`${strangers[0].path} was changed by somebody else meanwhile`);
    let changed = false;
    applyFiles(root, transaction, (file) => {
      changed = true;
      note(root, `applied ${file.path}`);
    });
    if (changed && transaction.restart !== null) restartService(root, transaction.restart, runProgram);
    health = await verify(parts, transaction, deadMan);
  } catch (error) {
    health = { healthy: false, reason: (error as Error).message };
  }
  if (!health.healthy) return rollBack(parts, transaction, deadMan, health.reason);
  if (decide(root, 'confirmed') !== 'confirmed') return rollBack(parts, transaction, deadMan, 'the time ran out');
  note(root, 'confirmed');
  return finish(parts, transaction, deadMan);
}

function verify(parts: NodeParts, transaction: Transaction, deadMan: DeadMan): Promise<Health> {
  const { verify: spec } = transaction;
  const stop = (): string | null => {
    if (decisionOf(parts.root) === 'restored') return 'the time ran out';
    if (deadMan.secondsLeft()! <= Math.min(marginSeconds, transaction.timeoutSeconds / 4)) return 'STOP';
    const stray = spec.manifest === null ? undefined : strayCopies(parts.root, spec.manifest)[0];
    return stray === undefined ? null : `${stray} is a second manifest of kube-apiserver: kubelet may run either`;
  };
  const expected = {
    ...spec,
    args: spec.args.after,
    logFile: spec.logFile === null ? null : under(parts.root, spec.logFile),
    settleMs: spec.settleSeconds * 1000,
  };
  let missing = '';
  const say = (what: string): void => {
    missing = what;
    note(parts.root, what);
    parts.say(what);
  };
  return watchHealth(expected, { ...parts, api: apiOf(parts.root, spec.address), stop, say }, Number.POSITIVE_INFINITY).then((health) =>
    // Out of time: what was missing last says more than that.
    health.healthy || health.reason !== 'STOP' ? health : { healthy: false, reason: missing },
  );
}

async function rollBack(parts: NodeParts, transaction: Transaction, deadMan: DeadMan, reason: string): Promise<Outcome> {
  parts.say(`putting the old files back: ${reason}`);
  note(parts.root, `rolling back: ${reason}`);
  if (!deadMan.restoreNow()) {
    if (decisionOf(parts.root) === 'confirmed') return finish(parts, transaction, deadMan);
    throw new AppError('unavailable', `The old files could not be put back: ${reason}`, {
      hint: `The dead-man's unit goes on trying. The old content is in ${transactionFolder}/before.`,
    });
  }
  const { verify: spec } = transaction;
  const health = await watchHealth(
    { ...spec, args: spec.args.before, includes: null, canary: null, logFile: null, inStore: false, settleMs: 0 },
    { ...parts, api: apiOf(parts.root, spec.address), stop: () => null, say: (what) => parts.say(what) },
    parts.now() + returnMs,
  );
  note(parts.root, health.healthy ? 'the old server is back' : `the old server is not back: ${health.reason}`);
  deadMan.disarm();
  for (const { path: file, before } of transaction.files) if (before === null) removeIfEmpty(path.dirname(under(parts.root, file)));
  endTransaction(parts.root, transaction);
  return { result: 'rolled-back', reason, healthy: health.healthy };
}

/** What follows the confirmation; repeated from its beginning after a crash. */
async function finish(parts: NodeParts, transaction: Transaction, deadMan: DeadMan): Promise<Outcome> {
  const { root } = parts;
  deadMan.disarm();
  for (const { path: file, original } of transaction.cleanup) cleanUp(root, file, original);
  const { state } = transaction;
  const kubeadm = await persistInKubeadm(parts, transaction, apiOf(root, transaction.verify.address)).catch((error: unknown) => {
    // After switching off the transaction stays, and the next command goes on: nothing else remembers what is to be taken out.
    if (state === null || !(error instanceof AppError)) throw error;
    return { changes: null, warning: `${error.message} ${error.hint}` };
  });
  writeState(root, state === null ? null : { ...state, kubeadm: kubeadm.changes === null ? null : { changes: kubeadm.changes } });
  if (state === null) forgetOriginals(root);
  note(root, 'finished');
  endTransaction(root, transaction);
  return { result: 'confirmed', warnings: kubeadm.warning === null ? [] : [kubeadm.warning] };
}

function cleanUp(root: string, file: string, original: string | null): void {
  const target = under(root, file);
  const bytes = original === null ? null : readOriginal(root, original);
  if (bytes !== null) writeDurably(target, bytes, originalMode(root, original!)!);
  else if (original === null) rmSync(target, { force: true });
  removeIfEmpty(path.dirname(target));
}

function removeIfEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  syncFolder(folder);
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

function apiOf(root: string, address: { host: string; port: number }): LocalApi {
  return createLocalApi(address, findCredential(root));
}

/** Another root is not this machine: its services are restarted only where the caller says by what. */
function restartService(root: string, command: string, run: Run): void {
  const program = root === '/' ? 'systemctl' : process.env.CLUSTER_AUDIT_SYSTEMCTL;
  if (program === undefined) return;
  const { status, output } = run('/bin/sh', ['-c', command.replace(/^systemctl(?= )/, program)], environmentOf(root));
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${output.trim()}`);
}
