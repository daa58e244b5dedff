// The facts of one event that the list and the head of the detail show, read from its text.
import { childrenOf, memberOf, stringOf, stringsOf, textOf, type Child, type Span } from './json-span.ts';
import { actorOf, type Actor } from '../../src/audit/derive.ts';

export interface EventFacts {
  readonly level: string;
  readonly stage: string;
  readonly auditID: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly username: string | null;
  readonly uid: string | null;
  readonly groups: readonly string[];
  readonly actor: Actor;
  readonly impersonated: string | null;
  readonly origin: OriginFacts;
  readonly sourceIPs: readonly string[];
  readonly userAgent: string | null;
  readonly object: ObjectFacts | null;
  readonly code: string | null;
  readonly status: string | null;
  readonly reason: string | null;
  readonly message: string | null;
  readonly receivedTime: string | null;
  readonly stageTime: string | null;
  readonly decision: string | null;
  readonly decisionReason: string | null;
}

/** Where an identity was used from, as its token says (Kubernetes 1.29 and later); null = not on record. */
export interface OriginFacts {
  readonly credential: string | null;
  /** Of a token that this request made. */
  readonly issued: string | null;
  readonly pod: string | null;
  readonly node: string | null;
}

/** `objectRef`; absent members are empty. */
export interface ObjectFacts {
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** What an event is made of: the three parts of an audit log. A part that is absent is null. */
export interface EventParts {
  readonly metadata: readonly Child[];
  readonly requestObject: Span | null;
  readonly responseObject: Span | null;
}

export function partsOf(event: Span): EventParts {
  const members = childrenOf(event);
  const body = (key: string) => members.findLast((member) => member.key === key) ?? null;
  return {
    metadata: members.filter(({ key }) => key !== 'requestObject' && key !== 'responseObject'),
    requestObject: body('requestObject'),
    responseObject: body('responseObject'),
  };
}

/** The text of the metadata: the event's own members without the two bodies. */
export function metadataText(parts: EventParts): string {
  const members = parts.metadata.map(({ bytes, memberFrom, to }) => textOf({ bytes, from: memberFrom, to }));
  return `{${members.join(',')}}`;
}

export function readEvent(event: Span): EventFacts {
  const members = new Map(childrenOf(event).map((child) => [child.key, child as Span]));
  const at = (key: string): Span | null => members.get(key) ?? null;
  const user = at('user');
  const status = at('responseStatus');
  const annotations = at('annotations');
  const username = stringOf(memberOf(user, 'username'));
  const groups = stringsOf(memberOf(user, 'groups'));
  return {
    level: stringOf(at('level')) ?? '',
    stage: stringOf(at('stage')) ?? '',
    auditID: stringOf(at('auditID')) ?? '',
    verb: stringOf(at('verb')) ?? '',
    requestURI: stringOf(at('requestURI')) ?? '',
    username,
    uid: stringOf(memberOf(user, 'uid')),
    groups,
    actor: actorOf(username ?? '', groups),
    impersonated: stringOf(memberOf(at('impersonatedUser'), 'username')),
    origin: readOrigin(memberOf(user, 'extra'), annotations),
    sourceIPs: stringsOf(at('sourceIPs')),
    userAgent: stringOf(at('userAgent')),
    object: readObject(at('objectRef')),
    code: scalarOf(memberOf(status, 'code')),
    status: stringOf(memberOf(status, 'status')),
    reason: stringOf(memberOf(status, 'reason')),
    message: stringOf(memberOf(status, 'message')),
    receivedTime: stringOf(at('requestReceivedTimestamp')),
    stageTime: stringOf(at('stageTimestamp')),
    decision: stringOf(memberOf(annotations, 'authorization.k8s.io/decision')),
    decisionReason: stringOf(memberOf(annotations, 'authorization.k8s.io/reason')),
  };
}

/** Keys of `user.extra` that the API server sets from the token. */
export const originKeys = {
  credential: 'authentication.kubernetes.io/credential-id',
  pod: 'authentication.kubernetes.io/pod-name',
  node: 'authentication.kubernetes.io/node-name',
} as const;

function readOrigin(extra: Span | null, annotations: Span | null): OriginFacts {
  const first = (key: string): string | null => stringsOf(memberOf(extra, key))[0] ?? null;
  return {
    credential: first(originKeys.credential),
    issued: stringOf(memberOf(annotations, 'authentication.kubernetes.io/issued-credential-id')),
    pod: first(originKeys.pod),
    node: first(originKeys.node),
  };
}

function readObject(object: Span | null): ObjectFacts | null {
  if (object === null) return null;
  const text = (key: string) => stringOf(memberOf(object, key)) ?? '';
  return {
    apiGroup: text('apiGroup'),
    apiVersion: text('apiVersion'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  };
}

/** A number as written, or a string's characters. */
function scalarOf(span: Span | null): string | null {
  if (span === null) return null;
  const text = stringOf(span) ?? textOf(span);
  return text === 'null' ? null : text;
}
