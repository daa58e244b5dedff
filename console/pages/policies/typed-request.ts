// A request as it is typed and as it stands in the address, and what the rule matcher sees of it.
import type { RequestAttributes } from '../../../src/policy/policy.ts';
import { requestOfEvent } from '../../../src/policy/request-of-event.ts';
import { requestParts, type PoliciesSearch } from '../../search-params.ts';
import type { EventFacts } from '../../show/read-event.ts';

export interface TypedRequest {
  readonly isNobody: boolean;
  readonly user: string;
  /** With commas between them. */
  readonly groups: string;
  readonly verb: string;
  /** Whether it is for another URL than a resource. */
  readonly isPath: boolean;
  /** `pods` or `pods/exec`. */
  readonly resource: string;
  readonly apiGroup: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  /** The response code and the user agent, which only policies for arrival ask for. */
  readonly code: string;
  readonly agent: string;
}

/** Shown as long as nothing is typed. */
const example: PoliciesSearch = { user: 'alice', groups: 'system:authenticated', verb: 'get', resource: 'secrets', namespace: 'shop', name: 'db' };

export function readTyped(search: PoliciesSearch): TypedRequest {
  const asked = requestParts.some((part) => search[part] !== undefined) ? search : example;
  const { user = '', groups = '', verb = '', resource = '', apiGroup = '', namespace = '', name = '', path, code = '', agent = '' } = asked;
  const what = { isPath: path !== undefined, resource, apiGroup, namespace, name, path: path ?? '' };
  return { isNobody: asked.login === 'none', user, groups, verb, ...what, code, agent };
}

/** Every part, so that those of an earlier request go. */
export function writeTyped({ isNobody, user, groups, verb, isPath, resource, apiGroup, namespace, name, path, code, agent }: TypedRequest): PoliciesSearch {
  const who = isNobody ? { login: 'none' as const, user: undefined, groups: undefined } : { login: undefined, user, groups };
  const none = { resource: undefined, apiGroup: undefined, namespace: undefined, name: undefined };
  // An empty path would be no parameter at all, and so no path.
  const what = isPath ? { ...none, path: path === '' ? '/' : path } : { resource, apiGroup, namespace, name, path: undefined };
  return { event: undefined, ...who, verb, ...what, code, agent };
}

export function attributesOf(typed: TypedRequest): RequestAttributes {
  const { isNobody, user, groups, verb, isPath, path, code, agent } = typed;
  const who = isNobody ? { user: null, groups: [] } : { user, groups: splitGroups(groups) };
  const how = { ...codeOf(code), ...(agent === '' ? {} : { userAgent: agent }) };
  return { ...who, verb, ...(isPath ? noResource : resourceOf(typed)), resourceRequest: !isPath, apiVersion: '', path: isPath ? path : '', ...how };
}

function codeOf(text: string | null) {
  return text !== null && /^\d{1,9}$/.test(text) ? { responseCode: Number(text) } : {};
}

const noResource = { resource: '', subresource: '', apiGroup: '', namespace: '', name: '' };

function resourceOf({ resource, apiGroup, namespace, name }: TypedRequest) {
  const slash = resource.indexOf('/');
  const parts = slash < 0 ? { resource, subresource: '' } : { resource: resource.slice(0, slash), subresource: resource.slice(slash + 1) };
  return { ...parts, apiGroup, namespace, name };
}

function splitGroups(text: string): string[] {
  return text
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');
}

/** The request that a stored event tells of. */
export function requestOfFacts(facts: EventFacts): RequestAttributes {
  const { verb, requestURI, username, groups, object, code, userAgent } = facts;
  const user = username === null && groups.length === 0 ? undefined : { username: username ?? undefined, groups };
  const request = requestOfEvent({ verb, requestURI, user, objectRef: object ?? undefined });
  return { ...request, ...codeOf(code), ...(userAgent === null ? {} : { userAgent }) };
}

/** A stored request as it would be typed. */
export function typedOf(request: RequestAttributes): TypedRequest {
  const { user, groups, verb, resourceRequest, resource, subresource, apiGroup, namespace, name, path, responseCode, userAgent = '' } = request;
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const who = { isNobody: user === null, user: user ?? '', groups: groups.join(', ') };
  return { ...who, verb, isPath: !resourceRequest, resource: full, apiGroup, namespace, name, path, code: responseCode?.toString() ?? '', agent: userAgent };
}
