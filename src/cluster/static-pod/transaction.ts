// One change of a node, on disk before anything is touched: what will change, what was there, and how far it has come.
import { appendFileSync, chownSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../lib/app-error.ts';
import { isMissing, isThere, makeFolder, modeOf, readIfThere, sha256, syncFolder, under, writeDurably, type FileMode } from './node-files.ts';
import { rollbackScript, stateFolder, transactionFolder } from './rollback-script.ts';
import type { Canary } from './canary.ts';
import type { Change } from './change.ts';
import type { ConfigChange } from './kubeadm-config.ts';
import type { NodeState } from './node-state.ts';
import type { Expectation } from './watch-health.ts';

/** A file of the node and its new content; null = there is to be none. The one that restarts the server comes last. */
export interface PlannedFile {
  readonly path: string;
  /** What the plan was made from: begin fails where the file has changed since. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  readonly mode: FileMode;
}

export interface TransactionFile {
  readonly path: string;
  /** A folder on the same filesystem that nobody reads manifests or configuration from. */
  readonly stage: string;
  readonly before: string | null;
  readonly after: string | null;
}

export type Action = 'enable' | 'change' | 'disable';

export interface Transaction {
  readonly id: string;
  readonly action: Action;
  readonly files: readonly TransactionFile[];
  /** A shell command that makes the server read its files anew, where nobody watches them. */
  readonly restart: string | null;
  readonly timeoutSeconds: number;
  /** What holds once it is confirmed; null = auditing is not ours any more. */
  readonly state: NodeState | null;
  /** What to look for before confirming, and after a rollback. */
  readonly verify: Verification;
  /** Folders to make before, if they are not there; they stay. */
  readonly folders: readonly { readonly path: string; readonly owner: FileMode }[];
  /** Files that are not used any more once it is confirmed: they get back what they held (its SHA-256), or go. */
  readonly cleanup: readonly { readonly path: string; readonly original: string | null }[];
  /** The change of kubeadm's configuration that follows; null = there is none to make. */
  readonly kubeadm: { readonly remove: readonly ConfigChange[]; readonly add: readonly Change[] } | null;
}

export interface Verification {
  /** The manifest whose folder may hold no second one; null where no static pod is changed. */
  readonly manifest: string | null;
  readonly address: Expectation['address'];
  readonly args: { readonly before: readonly string[] | null; readonly after: readonly string[] | null };
  /** Flags that the new process must have among others; null where `args` tells, or the server runs inside another process. */
  readonly includes: readonly string[] | null;
  readonly canary: Canary | null;
  readonly logFile: string | null;
  readonly inStore: boolean;
  readonly settleSeconds: number;
}

export type Decision = 'confirmed' | 'restored';

const folders = (root: string): { state: string; transaction: string } => ({ state: under(root, stateFolder), transaction: under(root, transactionFolder) });

/** Puts a transaction on disk: before this returns nothing counts, afterwards everything is there. Throws AppError `unavailable` where there is no room. */
export function beginTransaction(root: string, transaction: Omit<Transaction, 'files'>, planned: readonly PlannedFile[]): Transaction {
  const { state, transaction: final } = folders(root);
  makeFolder(state);
  const folder = `${final}.new`;
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['before', 'after']) mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 });
  const files = planned.map((file, index) => {
    const target = under(root, file.path);
    const before = readIfThere(target);
    if (!(before === null ? file.before === null : file.before !== null && before.equals(file.before)))
      throw new AppError('conflict', `${file.path} was changed by somebody else meanwhile.`, { hint: 'Nothing was changed. Run the command again.' });
    if (before !== null) writeDurably(path.join(folder, 'before', String(index)), before, modeOf(target)!);
    if (file.after !== null) writeDurably(path.join(folder, 'after', String(index)), file.after, file.mode);
    const stage = path.posix.join(path.posix.dirname(path.posix.dirname(file.path)), '.cluster-audit');
    return { path: file.path, stage, before: before === null ? null : sha256(before), after: file.after === null ? null : sha256(file.after) };
  });
  const whole: Transaction = { ...transaction, files };
  writeDurably(
    path.join(folder, 'files'),
    files.map(({ path, stage, before }, index) => `${index}\t${before === null ? 'absent' : 'present'}\t${stage}\t${path}\n`).join(''),
  );
  writeDurably(path.join(folder, 'rollback.sh'), rollbackScript, { mode: 0o700 });
  if (transaction.restart !== null) writeDurably(path.join(folder, 'restart'), `${transaction.restart}\n`);
  writeDurably(path.join(folder, 'plan.json'), `${JSON.stringify(whole, null, 2)}\n`);
  syncFolder(folder);
  renameSync(folder, final);
  syncFolder(state);
  return whole;
}

/** The transaction that is under way; null where there is none. */
export function loadTransaction(root: string): Transaction | null {
  const { transaction } = folders(root);
  const text = readIfThere(path.join(transaction, 'plan.json'))?.toString('utf8');
  return text === undefined ? null : (JSON.parse(text) as Transaction);
}

/** Copies that are only to be renamed lie ready on the filesystem of their targets. */
export function stageFiles(root: string, { files, folders: needed }: Transaction): void {
  for (const { path: folder, owner } of needed) {
    if (isThere(under(root, folder))) continue;
    makeFolder(under(root, folder), owner.mode);
    chownSync(under(root, folder), owner.uid, owner.gid);
  }
  files.forEach((file, index) => {
    makeFolder(under(root, file.stage));
    makeFolder(path.dirname(under(root, file.path)), 0o755);
    for (const [side, digest] of [
      ['before', file.before],
      ['after', file.after],
    ] as const) {
      if (digest === null) continue;
      const copy = path.join(folders(root).transaction, side, String(index));
      writeDurably(path.join(under(root, file.stage), `${index}.${side}`), readFileSync(copy), modeOf(copy)!);
    }
  });
}

/** Puts the new files in place, the last one last; what is in place already is left. */
export function applyFiles(root: string, { files }: Transaction, made: (file: TransactionFile) => void): void {
  files.forEach((file, index) => {
    const target = under(root, file.path);
    if (isAfter(root, file)) return;
    if (file.after === null) rmSync(target);
    else renameSync(path.join(under(root, file.stage), `${index}.after`), target);
    syncFolder(path.dirname(target));
    made(file);
  });
}

export function isAfter(root: string, { path: file, after }: TransactionFile): boolean {
  const bytes = readIfThere(under(root, file));
  return (bytes === null ? null : sha256(bytes)) === after;
}

export function isBefore(root: string, { path: file, before }: TransactionFile): boolean {
  const bytes = readIfThere(under(root, file));
  return (bytes === null ? null : sha256(bytes)) === before;
}

/** Takes the decision, or tells which one was taken first. It is made once, by a symbolic link: the script makes the other one. */
export function decide(root: string, decision: Decision): Decision {
  const { transaction } = folders(root);
  try {
    symlinkSync(decision, path.join(transaction, 'decision'));
    syncFolder(transaction);
    return decision;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    return decisionOf(root)!;
  }
}

export function decisionOf(root: string): Decision | null {
  try {
    return readlinkSync(path.join(folders(root).transaction, 'decision')) as Decision;
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** A line for people who want to know what happened; never needed to go on. */
export function note(root: string, step: string): void {
  const { transaction } = folders(root);
  try {
    appendFileSync(path.join(transaction, 'journal'), `${new Date().toISOString()} ${step}\n`);
  } catch {
    // A full disk must not stop a rollback.
  }
}

/** Ends a transaction: what was laid ready goes, and the plan with its journal is kept among the last ten. */
export function endTransaction(root: string, { id, files }: Transaction): void {
  const { state, transaction } = folders(root);
  for (const { stage } of files) rmSync(under(root, stage), { recursive: true, force: true });
  try {
    keepHistory(state, transaction, id);
  } catch {
    // A disk without room for a folder: the history is worth less than an end.
    rmSync(transaction, { recursive: true, force: true });
  }
}

function keepHistory(state: string, transaction: string, id: string): void {
  const history = path.join(state, 'history');
  makeFolder(history);
  rmSync(path.join(history, id), { recursive: true, force: true });
  renameSync(transaction, path.join(history, id));
  syncFolder(state);
  const old = readdirSync(history).toSorted((a, b) => statSync(path.join(history, a)).mtimeMs - statSync(path.join(history, b)).mtimeMs);
  for (const name of old.slice(0, -10)) rmSync(path.join(history, name), { recursive: true, force: true });
  // The contents hold tokens; the plan and the journal tell what happened.
  for (const name of old.slice(-10)) for (const side of ['before', 'after']) rmSync(path.join(history, name, side), { recursive: true, force: true });
}

/** How a transaction of the last ten ended, and the last reason for going back that was noted; null where there was none of this name. */
export function endedTransaction(root: string, id: string): { readonly decision: Decision; readonly reason: string } | null {
  const folder = path.join(folders(root).state, 'history', id);
  const journal = readIfThere(path.join(folder, 'journal'))?.toString('utf8') ?? '';
  try {
    const decision = readlinkSync(path.join(folder, 'decision')) as Decision;
    return { decision, reason: [...journal.matchAll(/ rolling back: (.*)$/gm)].at(-1)?.[1] ?? 'it was not confirmed in time' };
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** One program a node: a lock that counts only while its process lives. */
export function lockNode(root: string): () => void {
  const { state } = folders(root);
  makeFolder(state);
  const file = path.join(state, 'lock');
  for (let tries = 0; ; tries += 1) {
    try {
      symlinkSync(`${process.pid}-${startOf(process.pid)}`, file);
      return () => rmSync(file, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      const [pid, start] = isThere(file) ? readlinkSync(file).split('-') : ['0', ''];
      if (tries > 2 || (start !== '' && startOf(Number(pid)) === start))
        throw new AppError('conflict', `Another cluster-audit node command is at work on this node (process ${pid}).`, {
          cause,
          hint: 'Wait until it has ended.',
        });
      rmSync(file, { force: true });
    }
  }
}

/** When a process began, in ticks since boot: a process id that was given away again is told apart by it. */
function startOf(pid: number): string {
  const stat = readIfThere(`/proc/${pid}/stat`)?.toString('utf8') ?? '';
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
