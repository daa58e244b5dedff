// The family of an object: its owners as its bodies name them, and the objects whose bodies name it as theirs.
import { arrangeFamily, type FamilyMember, type OwnedObject } from '../story/history/family.ts';
import type { ObjectTarget } from '../story/history/read-write.ts';
import type { Reader } from '../store/store.ts';
import { ownedFields, ownedQuery } from './history-query.ts';
import { readHistory } from './read-history.ts';
import { readOwners } from './read-owners.ts';

/** A Deployment has ReplicaSets, these have Pods. */
const generations = 2;
const maxOwned = 60;
/** Lives of one name, and parents, that are asked for at once. */
const maxParents = 40;

export interface Family {
  readonly members: readonly FamilyMember[];
  /** False where there are more than are told. */
  readonly isWhole: boolean;
}

export async function readFamily(reader: Reader, cluster: string, target: ObjectTarget, signal: AbortSignal): Promise<Family> {
  const history = await readHistory(reader, cluster, target, null, signal);
  const timeOf = (id: string): number => history.events.get(id)?.key.ts ?? 0;
  const owners = await readOwners(reader, cluster, target, { steps: history.steps, timeOf }, signal);
  const uids = [...new Set(history.steps.flatMap(({ uid }) => uid ?? []))].slice(-maxParents);
  const [first] = history.steps;
  const owned: OwnedObject[] = [];
  let isWhole = true;
  let parents: readonly string[] = uids;
  for (let generation = 0; generation < generations && parents.length > 0; generation += 1) {
    // Nothing is owned by what was not there yet.
    const found = await readOwned(reader, { cluster, namespace: target.namespace, from: timeOf(first.id), parents }, signal);
    owned.push(...found.owned);
    isWhole &&= found.isWhole;
    const known = new Set([...uids, ...parents]);
    const next = new Set(found.owned.flatMap(({ uid }) => (uid === '' || known.has(uid) ? [] : uid)));
    isWhole &&= next.size <= maxParents;
    parents = [...next].slice(0, maxParents);
  }
  return { members: arrangeFamily({ owners, self: target, uids, owned }), isWhole };
}

interface OwnedAsked {
  readonly cluster: string;
  readonly namespace: string;
  readonly from: number;
  /** Uids. */
  readonly parents: readonly string[];
}

async function readOwned(reader: Reader, { cluster, namespace, from, parents }: OwnedAsked, signal: AbortSignal) {
  const selection = { query: ownedQuery(namespace, parents), from, to: null, clusters: [cluster], topics: null };
  const [{ rows, distinct, isExact }] = await reader.groups(selection, { groupings: [ownedFields], limit: maxOwned, match: '' }, signal);
  const owned = rows.map(({ values }) => readRow(values, parents)).filter((each) => each !== null);
  return { owned, isWhole: isExact && distinct <= maxOwned };
}

/** Null for a body that is another object's, and where no name is on record. */
function readRow(values: readonly string[], parents: readonly string[]): OwnedObject | null {
  const [apiGroup, resource, namespace, addressed, answered, uid, answeredOwner, sentOwner] = values;
  const name = addressed === '' ? answered : addressed;
  const owner = [answeredOwner, sentOwner].find((each) => parents.includes(each));
  return owner === undefined || name === '' ? null : { apiGroup, resource, namespace, name, uid, owner };
}
