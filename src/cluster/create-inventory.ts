// Regions, clusters, logsets and topics: the plain things of the registry, each listed, read and put.
import { AppError } from '../lib/app-error.ts';
import { requireText } from '../lib/text.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { isName, requireName } from './names.ts';
import type { Cluster, Logset, Region, Registry, Topic } from './registry.ts';
import { statements } from './statements.ts';

export interface InventoryOptions {
  readonly database: ControlDatabase;
  readonly now: () => number;
}

export type Inventory = Pick<
  Registry,
  'listRegions' | 'listClusters' | 'getCluster' | 'putCluster' | 'listLogsets' | 'getLogset' | 'putLogset' | 'listTopics' | 'getTopic' | 'putTopic'
>;

const maxRetentionDays = 36_500;

export function createInventory(options: InventoryOptions): Inventory {
  const { database } = options;
  return {
    listRegions: () => database.all<Region>(statements.listRegions),
    listClusters: () => database.all<Cluster>(statements.listClusters),
    getCluster: (name) => getCluster(database, name),
    putCluster: (name, content) => putCluster(options, name, content),
    listLogsets: () => database.all<Logset>(statements.listLogsets),
    getLogset: (name) => getLogset(database, name),
    putLogset: (name) => putLogset(options, name),
    listTopics: () => database.all<Topic>(statements.listTopics),
    getTopic: (name) => getTopic(database, name),
    putTopic: (name, content) => putTopic(options, name, content),
  };
}

/** Throws AppError `not_found` when there is no such cluster. */
export function requireCluster(database: ControlDatabase, name: string): Cluster {
  const cluster = getCluster(database, name);
  if (cluster !== null) return cluster;
  throw new AppError('not_found', `There is no cluster ${JSON.stringify(name.slice(0, 80))}`, {
    hint: 'List the clusters, or add it with `cluster-audit cluster add NAME --region REGION`.',
  });
}

/** Throws AppError `not_found` when there is no such logset. */
export function requireLogset(database: ControlDatabase, name: string): Logset {
  const logset = getLogset(database, name);
  if (logset !== null) return logset;
  throw new AppError('not_found', `There is no logset ${JSON.stringify(name.slice(0, 80))}`, {
    hint: 'Make it first with PUT /api/v1/logsets/NAME, or name none to have one made.',
  });
}

export function getCluster(database: ControlDatabase, name: string): Cluster | null {
  return isName(name) ? (database.all<Cluster>(statements.getCluster, name)[0] ?? null) : null;
}

export function getLogset(database: ControlDatabase, name: string): Logset | null {
  return isName(name) ? (database.all<Logset>(statements.getLogset, name)[0] ?? null) : null;
}

export function getTopic(database: ControlDatabase, name: string): Topic | null {
  return isName(name) ? (database.all<Topic>(statements.getTopic, name)[0] ?? null) : null;
}

function putCluster(options: InventoryOptions, name: string, content: { readonly region: string; readonly displayName?: string }): Cluster {
  const { database, now } = options;
  requireName('cluster', name);
  requireName('region', content.region);
  if (content.displayName !== undefined) requireText('displayName', content.displayName);
  return database.transaction(() => {
    const before = getCluster(database, name);
    // a display name that is not given stays; the empty one gives the name back
    const displayName = (content.displayName ?? before?.displayName ?? '') || name;
    if (before !== null && before.region === content.region && before.displayName === displayName) return before;
    database.run(statements.addRegion, content.region);
    database.run(statements.putCluster, name, content.region, displayName, now());
    return requireCluster(database, name);
  });
}

function putLogset(options: InventoryOptions, name: string): Logset {
  requireName('logset', name);
  options.database.run(statements.addLogset, name, options.now());
  return requireLogset(options.database, name);
}

function putTopic(options: InventoryOptions, name: string, content: { readonly logset: string; readonly retentionDays: number }): Topic {
  const { database, now } = options;
  const { logset, retentionDays } = content;
  requireName('topic', name);
  requireName('logset', logset);
  if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > maxRetentionDays) {
    throw new AppError('bad_parameter', `retentionDays must be a whole number from 1 to ${maxRetentionDays}, not ${retentionDays}`, {
      hint: 'Events older than this many days are removed; 365 keeps a year.',
    });
  }
  return database.transaction(() => {
    requireLogset(database, logset);
    const before = getTopic(database, name);
    if (before !== null && before.logset === logset && before.retentionDays === retentionDays) return before;
    database.run(statements.putTopic, name, logset, retentionDays, now());
    return getTopic(database, name) as Topic;
  });
}
