// Whose object it is: owner by owner up to what nobody owns, each with the change that came before.
import type { Reader } from '../store/store.ts';
import { ownerOf } from '../story/history/look-into.ts';
import type { ObjectTarget } from '../story/history/read-write.ts';
import type { Step } from '../story/history/step.ts';
import { resourceOfKind } from '../story/resources.ts';
import type { HistoryAnswer } from './contract/history.ts';
import { readHistory } from './read-history.ts';

type Owners = NonNullable<HistoryAnswer['owners']>;

/** A Pod has three at most; what refers to itself must not go on. */
const maxOwners = 6;

/** The owners of the newest known body, nearest first. `timeOf`: when an event happened, µs. */
export async function readOwners(
  reader: Reader,
  cluster: string,
  target: ObjectTarget,
  own: { readonly steps: readonly Step[]; readonly timeOf: (id: string) => number },
  signal: AbortSignal,
): Promise<Owners> {
  const owners: Owners = [];
  let { steps, timeOf } = own;
  let { namespace } = target;
  while (owners.length < maxOwners) {
    const known = steps.findLast(({ body }) => body !== null);
    const owner = ownerOf(known?.body ?? null);
    if (known === undefined || owner === null) break;
    const first = steps.find(({ life }) => life === known.life) ?? known;
    const next = { apiGroup: owner.apiGroup, resource: resourceOfKind(owner.kind), namespace, name: owner.name };
    const history = await readOfOwner(reader, cluster, next, timeOf(first.id) + 1, signal);
    const changed = history.steps.findLast(({ isNoOp, subresource }) => isNoOp !== true && subresource !== 'status') ?? null;
    owners.push({ ...owner, resource: next.resource, namespace: history.namespace, change: changed === null ? null : changeOf(changed) });
    steps = history.steps;
    timeOf = (id) => history.events.get(id)?.key.ts ?? 0;
    namespace = history.namespace;
  }
  return owners;
}

function changeOf({ id, time, actor, verb }: Step): NonNullable<Owners[number]['change']> {
  return { id, time, actor, verb };
}

/** Owners stand in the same namespace, or in none. */
async function readOfOwner(reader: Reader, cluster: string, target: ObjectTarget, to: number, signal: AbortSignal) {
  const inside = await readHistory(reader, cluster, target, to, signal);
  if (inside.steps.length > 0 || target.namespace === '') return { ...inside, namespace: target.namespace };
  return { ...(await readHistory(reader, cluster, { ...target, namespace: '' }, to, signal)), namespace: '' };
}
