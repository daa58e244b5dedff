// What a look at a node before a change finds: errors stop the change, the rest is told.
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly hint?: string;
}

/** The checks, in the order in which they are made. */
export const findingCodes = {
  allowed: 'In a roll-out: whether the administrator of this node lets its agent change it',
  plan: 'In a roll-out: whether the change can be planned here',
  rights: 'Whether this user may write the files of the node',
  manifest_folder: 'Whether kubelet reads the manifest that is changed, and no copy of it',
  filesystem: 'Whether the manifest can be replaced by one rename',
  policy: 'Whether the kube-apiserver of this version starts with the policy, and reads it as written',
  webhook: 'Whether another receiver would lose its events',
  disk: 'Whether the disk holds maxsize × (maxbackup + 1)',
  rotation: 'Whether rotation can rename the log, and large events fit in',
  strict_mode: 'Whether blocking-strict has its health rule',
  security_modules: 'SELinux and AppArmor',
  clock: 'Whether the clock is kept right',
  dead_man: 'Whether a unit outside the program can watch the change',
  api_server: 'Whether the API server is healthy before the change',
  other_masters: 'Whether the other masters can carry the load meanwhile',
  canary: 'Whether there is a request by which the way of events can be tried',
  agent: 'Whether somebody takes the log file away',
} as const;
export type FindingCode = keyof typeof findingCodes;
