// Events for the tests of this room: what a request of alice looks like, and its sentence in both languages.
import { parseJson } from '../../src/audit/json-value.ts';
import { sentenceLanguages, tellPlainly } from '../../src/story/tell.ts';

export const json = (value: unknown) => parseJson(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
export const both = (value: unknown) => sentenceLanguages.map((language) => tellPlainly(json(value), language));

export interface Given {
  readonly verb?: string;
  readonly object?: Record<string, string> | null;
  readonly uri?: string;
  readonly code?: number | null;
  readonly [more: string]: unknown;
}

/** A finished request of alice for a deployment, unless told otherwise. */
export function event({ verb = 'get', object, uri = '/x', code = 200, ...more }: Given) {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    stage: 'ResponseComplete',
    verb,
    requestURI: uri,
    user: { username: 'alice' },
    sourceIPs: ['1.2.3.4', '10.0.0.9'],
    ...(object === null ? {} : { objectRef: object ?? { apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' } }),
    ...(code === null ? {} : { responseStatus: { code } }),
    ...more,
  };
}
export const pod = { resource: 'pods', namespace: 'shop', name: 'web-1' };
export const node = { resource: 'nodes', name: 'n1' };
export const status = (code: number, reason: string, message = '') => ({ code: null, responseStatus: { code, reason, message } });
export const byRole = {
  'authorization.k8s.io/decision': 'allow',
  'authorization.k8s.io/reason': 'RBAC: allowed by ClusterRoleBinding "cluster-admin" of ClusterRole "cluster-admin" to User "alice"',
};
