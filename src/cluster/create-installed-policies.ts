// The policies that API servers run, as they were told: versions that never change, so that what was recorded at a time can be explained later.
import { AppError } from '../lib/app-error.ts';
import { isRefusal, loadPolicy } from '../policy/check.ts';
import { oldestKubernetes } from '../policy/kubernetes-version.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { requireCluster } from './create-inventory.ts';
import type { InstalledPolicies, InstalledPolicy } from './registry.ts';
import { statements } from './statements.ts';

export interface InstalledPolicyOptions {
  readonly database: ControlDatabase;
  readonly now: () => number;
}

export function createInstalledPolicies({ database, now }: InstalledPolicyOptions): InstalledPolicies {
  const list = (cluster: string) => database.all<InstalledPolicy>(statements.listInstalledPolicies, cluster);
  return {
    listInstalledPolicies: list,
    putInstalledPolicy: (cluster, policy, toldBy) => {
      if (policy !== null) requireLoadable(policy);
      return database.transaction(() => {
        requireCluster(database, cluster);
        const [before] = list(cluster);
        const made = { version: (before?.version ?? 0) + 1, policy, toldBy, toldAt: now() };
        if (before === undefined ? policy === null : before.policy === policy) return before ?? { ...made, version: 0 };
        database.run(statements.addInstalledPolicy, cluster, made.version, policy, toldBy, made.toldAt);
        return made;
      });
    },
  };
}

/** No API server runs a text that every version refuses. */
function requireLoadable(text: string): void {
  const newest = loadPolicy(text);
  if (!isRefusal(newest) || !isRefusal(loadPolicy(text, oldestKubernetes))) return;
  const { message, hint, position, path, code } = newest;
  throw new AppError('policy_refused', message, { hint, position, extra: { path, problem: code } });
}
