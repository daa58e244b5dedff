// What owns an object and what it owns, put in the order of a tree.
import type { ObjectTarget } from './read-write.ts';

/** What a member is to the object that was asked for. */
export const relations = ['owner', 'self', 'owned'] as const;

export interface FamilyMember extends ObjectTarget {
  /** '' = not on record. */
  readonly uid: string;
  readonly relation: (typeof relations)[number];
  /** How many owners are above it. */
  readonly depth: number;
}

/** An object by its references: `owner` is the uid of what owns it. */
export interface OwnedObject extends ObjectTarget {
  readonly uid: string;
  readonly owner: string;
}

export interface FamilySource {
  /** Nearest first. */
  readonly owners: readonly (ObjectTarget & { readonly uid: string })[];
  readonly self: ObjectTarget;
  /** One for each life; the object's own last. */
  readonly uids: readonly string[];
  readonly owned: readonly OwnedObject[];
}

/** From the topmost owner down, each followed by what it owns. An object that several references reach stands where the first does. */
export function arrangeFamily({ owners, self, uids, owned }: FamilySource): readonly FamilyMember[] {
  const above = owners.toReversed().map(({ apiGroup, resource, namespace, name, uid }, depth): FamilyMember => {
    return { apiGroup, resource, namespace, name, uid, relation: 'owner', depth };
  });
  const depth = above.length;
  const members: FamilyMember[] = [...above, { ...self, uid: uids.at(-1) ?? '', relation: 'self', depth }];
  const seen = new Set(members.map(keyOf));
  const below = (uid: string, at: number): FamilyMember[] => childrenOf(owned, uid, at).toReversed();
  const waiting = uids.flatMap((uid) => below(uid, depth + 1));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(keyOf(next))) continue;
    seen.add(keyOf(next));
    members.push(next);
    waiting.push(...below(next.uid, next.depth + 1));
  }
  return members;
}

function childrenOf(owned: readonly OwnedObject[], uid: string, depth: number): readonly FamilyMember[] {
  // What is owned by nobody known is nobody's child.
  return owned
    .filter(({ owner }) => uid !== '' && owner === uid)
    .map(({ apiGroup, resource, namespace, name, uid: own }): FamilyMember => ({ apiGroup, resource, namespace, name, uid: own, relation: 'owned', depth }))
    .toSorted((a, b) => compare(a.resource, b.resource) || compare(a.name, b.name));
}

function keyOf({ apiGroup, resource, namespace, name }: ObjectTarget): string {
  return JSON.stringify([apiGroup, resource, namespace, name]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
