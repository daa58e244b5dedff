// What one distribution needs to be told, as files and commands for the cluster at hand: where this program cannot or must not do it by itself.
import type { ApiServerFlag } from '../api-server-flags.ts';
import type { AuditMode } from '../static-pod/wanted.ts';

export interface Instructions {
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** In their order; the placeholders in capitals are the reader's to fill in. */
  readonly commands: readonly string[];
  /** What differs here from a plain kube-apiserver. */
  readonly notes: readonly string[];
  /** How to take it back. */
  readonly undo: readonly string[];
  /** The audit flags that are in force afterwards, without dashes, as far as they are known. */
  readonly flags: Readonly<Record<string, string>>;
}

export interface InstructionsRequest {
  readonly mode: AuditMode;
  readonly policy: string;
  /** A kubeconfig for the webhook, or null where none was given. */
  readonly webhook: string | null;
  readonly maxSizeMb?: number;
  readonly maxBackups?: number;
  readonly maxAgeDays?: number;
}

export function flagRecord(flags: readonly ApiServerFlag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(flags.map(({ flag, value }) => [flag.slice(2), value]));
}

/** Lines indented below a key. */
export function indent(text: string, blanks: number): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(blanks) + line))
    .join('\n');
}
