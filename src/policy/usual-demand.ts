// What a question leaves open although people mean something by it: "secrets" are those of Kubernetes, and not their subresources.
import { eitherOf, textsOf, type Demand } from '../audit/demand.ts';
import { findResource } from '../audit/resource-names.ts';

/** One demand a resource, with API group and subresource as they are usually meant; null where nothing is left open, or nothing is known. */
export function usualDemands(demand: Demand): readonly Demand[] | null {
  const { apiGroup, resource, subresource } = demand.sets;
  const names = resource?.only ?? null;
  if (names === null || (apiGroup !== undefined && subresource !== undefined)) return null;
  const known = names.map((name) => findResource(name));
  if (apiGroup === undefined && !known.every((one, index) => one !== null && one.resource === names[index])) return null;
  return names.map((name, index) => ({
    ...demand,
    sets: {
      ...demand.sets,
      resource: textsOf([name]),
      apiGroup: apiGroup ?? textsOf([known[index]!.apiGroup]),
      subresource: subresource ?? textsOf(['']),
    },
  }));
}

/**
 * An object that is made may have its name from the body alone, and one outside of namespaces may name a namespace there: the event shows
 * them, and the policy did not see them when it decided.
 */
export function widenBodies(demand: Demand): Demand {
  const { verb, name, namespace, resource } = demand.sets;
  const isWritten = (word: string): boolean => verb === undefined || verb.admits(word);
  const nothing = textsOf(['']);
  const isInNamespace = resource?.only?.every((one) => findResource(one)?.isNamespaced === true) === true;
  const sets = {
    ...demand.sets,
    ...(name !== undefined && isWritten('create') ? { name: eitherOf(name, nothing) } : {}),
    ...(namespace !== undefined && !isInNamespace && (isWritten('create') || isWritten('update')) ? { namespace: eitherOf(namespace, nothing) } : {}),
  };
  return { ...demand, sets };
}
