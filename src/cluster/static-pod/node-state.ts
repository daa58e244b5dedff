// What this program has switched on at a node: kept beside the node's files, so that it can be changed, explained and undone.
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Change } from './change.ts';
import type { ConfigChange } from './kubeadm-config.ts';
import { makeFolder, modeOf, readIfThere, sha256, syncFolder, under, writeDurably, type FileMode } from './node-files.ts';
import { stateFolder } from './rollback-script.ts';
import type { AuditMode } from './wanted.ts';

export interface NodeState {
  readonly version: 1;
  readonly distribution: string;
  readonly mode: AuditMode;
  /** Null where auditing is switched on by a file of its own, and no manifest was edited. */
  readonly manifest: {
    readonly path: string;
    /** SHA-256 of the manifest as it was before, and as it was left. */
    readonly original: string;
    readonly written: string;
    readonly changes: readonly Change[];
  } | null;
  /** Files that this program made or took over, with the SHA-256 of what it wrote and of what was there before (null: nothing); the manifest is not among them. */
  readonly files: readonly { readonly path: string; readonly written: string; readonly original: string | null }[];
  readonly policyFile: string;
  readonly policySha256: string | null;
  readonly logFile: string | null;
  /** What was changed in kubeadm's configuration; null where there is none. */
  readonly kubeadm: { readonly changes: readonly ConfigChange[] } | null;
}

const file = (root: string): string => path.join(under(root, stateFolder), 'state.json');

export function readState(root: string): NodeState | null {
  const text = readIfThere(file(root))?.toString('utf8');
  return text === undefined ? null : (JSON.parse(text) as NodeState);
}

/** Null: nothing of ours is on the node any more. */
export function writeState(root: string, state: NodeState | null): void {
  makeFolder(under(root, stateFolder));
  if (state !== null) {
    writeDurably(file(root), `${JSON.stringify(state, null, 2)}\n`);
    return;
  }
  rmSync(file(root), { force: true });
  syncFolder(under(root, stateFolder));
}

/** The bytes that a file had before this program first changed it. */
export function readOriginal(root: string, digest: string): Buffer | null {
  return readIfThere(path.join(under(root, stateFolder), 'originals', digest));
}

export function originalMode(root: string, digest: string): FileMode | null {
  return modeOf(path.join(under(root, stateFolder), 'originals', digest));
}

export function keepOriginal(root: string, bytes: Uint8Array, mode: FileMode): void {
  const folder = path.join(under(root, stateFolder), 'originals');
  makeFolder(folder);
  writeDurably(path.join(folder, sha256(bytes)), bytes, mode);
}

export function forgetOriginals(root: string): void {
  rmSync(path.join(under(root, stateFolder), 'originals'), { recursive: true, force: true });
}
