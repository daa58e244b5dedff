// A request with a number that nobody else has, which the policy records: where its event arrives, all events arrive.
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { compilePolicy } from '../../policy/evaluate.ts';
import type { Policy, RequestAttributes } from '../../policy/policy.ts';
import type { LocalApi } from './local-api.ts';

export interface Canary {
  readonly method: string;
  /** Path and query, with NONCE in place of the number. */
  readonly path: string;
  readonly body?: unknown;
}

interface Candidate extends Omit<Canary, 'path'> {
  readonly query: string;
  readonly attributes: Pick<RequestAttributes, 'verb' | 'resourceRequest' | 'path'> & Partial<RequestAttributes>;
}

const mark = 'cluster-audit-canary';
const namespaces = '/api/v1/namespaces';

/** In the order of preference; the writes are dry runs or leave nothing behind. */
const candidates: readonly Candidate[] = [
  {
    method: 'GET',
    query: 'limit=1',
    attributes: { verb: 'list', resourceRequest: true, path: namespaces, resource: 'namespaces' },
  },
  {
    method: 'GET',
    query: 'limit=1',
    attributes: { verb: 'list', resourceRequest: true, path: `${namespaces}/kube-system/pods`, resource: 'pods', namespace: 'kube-system' },
  },
  {
    method: 'GET',
    query: 'limit=1',
    attributes: { verb: 'list', resourceRequest: true, path: `${namespaces}/kube-system/configmaps`, resource: 'configmaps', namespace: 'kube-system' },
  },
  {
    method: 'POST',
    query: 'dryRun=All',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: mark } },
    attributes: { verb: 'create', resourceRequest: true, path: `${namespaces}/default/configmaps`, resource: 'configmaps', namespace: 'default' },
  },
  {
    method: 'POST',
    query: 'dryRun=All',
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: mark }, spec: { containers: [{ name: 'a', image: 'a' }] } },
    attributes: { verb: 'create', resourceRequest: true, path: `${namespaces}/default/pods`, resource: 'pods', namespace: 'default' },
  },
  { method: 'GET', query: '', attributes: { verb: 'get', resourceRequest: false, path: '/version' } },
];

/** The first request that this policy records when it ends; null = there is none, so that the way of events cannot be tried. */
export function chooseCanary(policy: Policy, user: LocalApi['user']): Canary | null {
  const decide = compilePolicy(policy);
  const found = candidates.find(({ attributes }) => {
    const { level, omitStages } = decide({
      user: user?.name ?? 'system:anonymous',
      groups: user?.groups ?? ['system:unauthenticated'],
      namespace: '',
      apiGroup: '',
      apiVersion: 'v1',
      resource: '',
      subresource: '',
      name: '',
      ...attributes,
    });
    return level !== 'None' && !omitStages.includes('ResponseComplete');
  });
  if (found === undefined) return null;
  const { method, body, query, attributes } = found;
  return { method, body, path: `${attributes.path}?${query}${query === '' ? '' : '&'}${mark}=NONCE` };
}

export function newNonce(): string {
  return randomUUID().replaceAll('-', '');
}

/** The query that finds a canary in the store. */
export function canaryQuery(nonce: string): string {
  return `requestURI:*${mark}=${nonce}*`;
}

/** The size of a log now; 0 where there is none. */
export function logSize(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** Whether a whole line of the log behind `from` holds the nonce; a log that became smaller was rotated, and is read from its beginning. */
export function isInLog(file: string, from: number, nonce: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return false;
  }
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size - (from > size ? 0 : from), 64 << 20));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    const at = bytes.indexOf(nonce);
    return at >= 0 && bytes.includes(10, at);
  } finally {
    closeSync(handle);
  }
}
