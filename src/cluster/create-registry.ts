// The registry on the control database: inventory, audit feature and ingest tokens in one hand.
import type { ControlDatabase } from '../store/control/control-database.ts';
import type { RandomBytes } from '../store/control/secret.ts';
import { createAuditFeatures } from './create-audit-features.ts';
import { createIngestTokens } from './create-ingest-tokens.ts';
import { createInstalledPolicies } from './create-installed-policies.ts';
import { createInventory } from './create-inventory.ts';
import { createTopicPolicies } from './create-topic-policies.ts';
import type { Registry } from './registry.ts';

export interface RegistryOptions {
  /** Opened and closed by the caller, shared with the access room. */
  readonly database: ControlDatabase;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For tests; the system's source of randomness otherwise. */
  readonly randomBytes?: RandomBytes;
}

/** What it answers is committed and synced. It must be the database's only writer of clusters: tokens are cached in memory. */
export function createRegistry(options: RegistryOptions): Registry {
  const tokens = createIngestTokens(options);
  return {
    ...createInventory(options),
    ...createAuditFeatures({ ...options, tokens }),
    ...tokens,
    ...createTopicPolicies(options),
    ...createInstalledPolicies(options),
  };
}
