// What kind of request it is, as far as it matters for cutting volume: reads and writes, components, routine, and what must not be hidden.
import type { RequestAttributes } from '../policy/policy.ts';

const reads = new Set(['get', 'list', 'watch']);
const writes = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
const streams = new Set(['exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers']);

export function isRead({ resourceRequest, verb }: RequestAttributes): boolean {
  return resourceRequest && reads.has(verb);
}

export function isWrite({ resourceRequest, verb }: RequestAttributes): boolean {
  return resourceRequest && writes.has(verb);
}

/** Secrets, tokens, exec, RBAC and failed logins: what incidents are found by. */
export function isSensitive({ user, apiGroup, resource, subresource }: RequestAttributes): boolean {
  if (user === null || apiGroup === 'rbac.authorization.k8s.io' || subresource === 'token') return true;
  return (apiGroup === '' && resource === 'secrets') || streams.has(subresource);
}

/** A component of the cluster or a workload: who it is, as a rule names it. */
export interface Component {
  readonly name: string;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
}

const people = new Set(['system:admin', 'system:anonymous', 'system:unsecured']);

/** null for people, and for nobody. */
export function componentOf({ user, groups }: RequestAttributes): Component | null {
  if (user === null || !user.startsWith('system:') || people.has(user)) return null;
  if (groups.includes('system:nodes')) return { name: 'the nodes', userGroups: ['system:nodes'] };
  return { name: user, users: [user] };
}

/** The routine that a write belongs to: leases, events, status; null for all other writes. */
export function routineWrite({ apiGroup, resource, subresource, verb }: RequestAttributes): string | null {
  if (!['create', 'update', 'patch'].includes(verb)) return null;
  if (apiGroup === 'coordination.k8s.io' && resource === 'leases') return 'leases';
  if (resource === 'events' && (apiGroup === '' || apiGroup === 'events.k8s.io')) return 'events';
  return subresource === 'status' ? 'status' : null;
}

const families: readonly { readonly name: string; readonly urls: readonly string[]; readonly isOne: RegExp }[] = [
  { name: 'Health checks', urls: ['/healthz*', '/livez*', '/readyz*'], isOne: /^\/(?:healthz|livez|readyz)/ },
  { name: 'Metrics', urls: ['/metrics*'], isOne: /^\/metrics/ },
  {
    name: 'Discovery',
    urls: ['/api', '/api/*', '/apis', '/apis/*', '/openapi/*', '/version*'],
    isOne: /^\/(?:api$|api\/|apis$|apis\/|openapi\/|version)/,
  },
];

/** The family of a URL that machines ask for all day; null for others, for writes and for failed logins. */
export function urlFamily({ user, verb, path }: RequestAttributes): { readonly name: string; readonly urls: readonly string[] } | null {
  if (user === null || verb !== 'get') return null;
  return families.find(({ isOne }) => isOne.test(path)) ?? null;
}
