// The request that an audit event tells of, as the rule matcher saw it: enough to say what another policy would have done.
import type { RequestAttributes } from './policy.ts';

/** The members of an event that decide (audit.k8s.io/v1); anything else is not looked at. */
export interface EventRequest {
  readonly verb?: string;
  readonly requestURI?: string;
  readonly user?: { readonly username?: string; readonly groups?: readonly string[] };
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly apiGroup?: string;
    readonly apiVersion?: string;
  };
}

/**
 * A user without a name is nobody: only requests that nobody was logged in for are written so. With an objectRef the request was for a
 * resource. An object's name that only its body gave (generateName, some creates) was not there when the policy decided: the event cannot tell.
 */
export function requestOfEvent({ verb = '', requestURI = '', user = {}, objectRef }: EventRequest): RequestAttributes {
  const { username, groups } = user;
  const isNobody = username === undefined && groups === undefined;
  const query = requestURI.indexOf('?');
  return {
    ...target(objectRef ?? {}),
    user: isNobody ? null : (username ?? ''),
    groups: groups ?? [],
    verb,
    resourceRequest: objectRef !== undefined,
    path: decodePath(query < 0 ? requestURI : requestURI.slice(0, query)),
  };
}

function target({ namespace = '', apiGroup = '', apiVersion = '', resource = '', subresource = '', name = '' }: NonNullable<EventRequest['objectRef']>) {
  return { namespace, apiGroup, apiVersion, resource, subresource, name };
}

/** Policies see the decoded path; what cannot be decoded is taken as it is. */
function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
