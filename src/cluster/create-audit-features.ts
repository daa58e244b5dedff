// Auditing as a feature of a cluster: switched on and off, with the log topic its events go to.
import { AppError } from '../lib/app-error.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { chooseTopic } from './choose-topic.ts';
import { requireCluster } from './create-inventory.ts';
import type { IngestTokens } from './create-ingest-tokens.ts';
import { requireName } from './names.ts';
import type { AuditFeature, FeatureRequest, FeatureState, NewToken, Registry } from './registry.ts';
import { statements } from './statements.ts';
import type { FeatureRow } from './statements.ts';

export interface AuditFeaturesOptions {
  readonly database: ControlDatabase;
  readonly now: () => number;
  readonly tokens: IngestTokens;
}

export type AuditFeatures = Pick<Registry, 'getAuditFeature' | 'putAuditFeature' | 'noteEvents'>;

const neverEnabled: AuditFeature = {
  state: 'Disabled',
  reason: null,
  logset: null,
  topic: null,
  retentionDays: null,
  firstEventAt: null,
};

export function createAuditFeatures(options: AuditFeaturesOptions): AuditFeatures {
  const { database, now } = options;
  // the clusters whose first event is on record, so that the next million notes cost a look-up each
  const noted = new Set<string>();

  return {
    getAuditFeature(cluster) {
      requireCluster(database, cluster);
      return toFeature(getFeature(database, cluster));
    },

    putAuditFeature(cluster, request) {
      if (request.logset !== undefined) requireName('logset', request.logset);
      if (request.topic !== undefined) requireName('topic', request.topic);
      try {
        return database.transaction(() => {
          requireCluster(database, cluster);
          const before = getFeature(database, cluster);
          const token = request.enabled ? enable(options, cluster, before, request) : disable(database, cluster, before, request, now);
          return { feature: toFeature(getFeature(database, cluster)), token };
        });
      } finally {
        noted.delete(cluster);
      }
    },

    noteEvents(cluster, at) {
      if (noted.has(cluster)) return;
      try {
        database.run(statements.noteFirstEvent, Math.trunc(at), cluster);
        if (getFeature(database, cluster)?.enabled === 1) noted.add(cluster);
      } catch {
        // The events are on disk: a full disk under this note is no reason to refuse them. The next ones note it.
      }
    },
  };
}

function enable(options: AuditFeaturesOptions, cluster: string, before: FeatureRow | null, request: FeatureRequest): NewToken | null {
  const { database, now, tokens } = options;
  const isOn = before?.enabled === 1;
  const topic = chooseTopic({ database, now, cluster, current: before, request });
  if (isOn && before.topic === topic) return null;
  // each enabling waits for its own first event; another topic while it is on is no new enabling
  database.run(statements.putFeature, cluster, 1, topic, isOn ? before.firstEventAt : null, now());
  const needsToken = before === null || (!isOn && tokens.listTokens(cluster).length === 0);
  return needsToken ? tokens.createToken(cluster, 'made with the feature') : null;
}

/** Topic and tokens stay, so that enabling again goes on where it stopped and the API servers need no new configuration. */
function disable(database: ControlDatabase, cluster: string, before: FeatureRow | null, request: FeatureRequest, now: () => number): null {
  const isChange = (request.topic !== undefined && request.topic !== before?.topic) || (request.logset !== undefined && request.logset !== before?.logset);
  if (isChange) {
    throw new AppError('bad_parameter', 'A logset or topic can only be chosen with enabled: true', {
      hint: 'Leave logset and topic out to disable; name them when you enable again.',
    });
  }
  if (before?.enabled === 1) database.run(statements.putFeature, cluster, 0, before.topic, before.firstEventAt, now());
  return null;
}

function getFeature(database: ControlDatabase, cluster: string): FeatureRow | null {
  return database.all<FeatureRow>(statements.getFeature, cluster)[0] ?? null;
}

function toFeature(row: FeatureRow | null): AuditFeature {
  if (row === null) return neverEnabled;
  const { logset, topic, retentionDays, firstEventAt } = row;
  return { state: stateOf(row), reason: null, logset, topic, retentionDays, firstEventAt };
}

function stateOf(row: FeatureRow): FeatureState {
  if (row.enabled === 0) return 'Disabled';
  return row.firstEventAt === null ? 'Enabling' : 'Enabled';
}
