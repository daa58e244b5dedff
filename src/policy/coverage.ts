// Whether one rule takes every request that another would take: then the other, standing below, never decides.
import { matchesUrl } from './evaluate.ts';
import type { GroupResources, PolicyRule } from './policy.ts';

/** True only where it is certain, whatever the request. */
export function covers(wide: PolicyRule, narrow: PolicyRule): boolean {
  return (
    coversList(wide.users, narrow.users) &&
    coversList(wide.userGroups, narrow.userGroups) &&
    coversList(wide.verbs, narrow.verbs) &&
    coversList(wide.responseCodes ?? [], narrow.responseCodes ?? []) &&
    coversList(wide.userAgents ?? [], narrow.userAgents ?? []) &&
    coversTarget(wide, narrow)
  );
}

/** An empty list asks nothing; a list is covered by one that holds all of it. */
function coversList(wide: readonly string[], narrow: readonly string[]): boolean {
  return wide.length === 0 || (narrow.length > 0 && narrow.every((text) => wide.includes(text)));
}

function coversTarget(wide: PolicyRule, narrow: PolicyRule): boolean {
  if (wide.nonResourceURLs.length > 0)
    return narrow.nonResourceURLs.length > 0 && narrow.nonResourceURLs.every((url) => wide.nonResourceURLs.some((spec) => coversUrl(spec, url)));
  if (wide.resources.length === 0 && wide.namespaces.length === 0) return true;
  if (narrow.resources.length === 0 && narrow.namespaces.length === 0) return false;
  if (!coversList(wide.namespaces, narrow.namespaces)) return false;
  if (wide.resources.length === 0) return true;
  return narrow.resources.length > 0 && narrow.resources.every((entry) => wide.resources.some((other) => coversGroup(other, entry)));
}

function coversUrl(spec: string, url: string): boolean {
  if (spec === '*' || spec === url) return true;
  return spec.endsWith('*') && matchesUrl(spec, url);
}

function coversGroup(wide: GroupResources, narrow: GroupResources): boolean {
  if (wide.group !== '*' && wide.group !== narrow.group) return false;
  if (wide.resources.length === 0) return true;
  if (narrow.resources.length === 0) return wide.resources.includes('*') && wide.resourceNames.length === 0;
  if (!coversList(wide.resourceNames, narrow.resourceNames)) return false;
  return narrow.resources.every((resource) => wide.resources.some((other) => coversResource(other, resource)));
}

function coversResource(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  const [head, ...rest] = narrow.split('/');
  const tail = rest.join('/');
  if (head !== '*' && wide === `${head}/*`) return true;
  return tail !== '' && tail !== '*' && wide === `*/${tail}`;
}
