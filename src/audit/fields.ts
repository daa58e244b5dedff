// The one definition of an audit event's fields: columns, query words, completion, API shapes, labels and the reference page derive from this table.

/**
 * How a field is compared (design: query language):
 * keyword = one string, list = strings, ip = address or addresses, number, time,
 * object = only presence can be asked (ask for what is below it), body = text search and JSON paths below it.
 */
export type FieldKind = 'keyword' | 'list' | 'ip' | 'number' | 'time' | 'object' | 'body';

/**
 * How the store keeps it: dictionary and string = decoded characters, json = the JSON text as received,
 * body = the same in large blocks, code = a small whole number, time = microseconds, computed and none = no column of its own.
 */
export type FieldStorage = 'dictionary' | 'string' | 'json' | 'jsonDictionary' | 'body' | 'code' | 'time' | 'computed' | 'none';

export interface Field {
  /** JSON path in the event, or the derived field's name: the same word in queries, columns, API and docs. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly storage: FieldStorage;
  /** `event` = received, `derived` = made from received ones at ingest or when asked, `store` = what the store knows about it. */
  readonly origin: 'event' | 'derived' | 'store';
  /** One letter that stands for the field in a row's shape (see shape.ts). Never change or reuse one: stored rows hold it. */
  readonly letter?: string;
  /** Whether it makes a good facet. */
  readonly facet?: boolean;
  /** May hold credentials or personal data even at level Metadata. */
  readonly sensitive?: boolean;
  readonly sentence: string;
}

// One line a field: this is a table.
// prettier-ignore
export const fields = [
  { name: 'kind', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'k', sentence: '`Event`; log lines have it, webhook items leave it out.' },
  { name: 'apiVersion', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'v', sentence: '`audit.k8s.io/v1`; log lines have it, webhook items leave it out.' },
  { name: 'level', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'l', facet: true, sentence: 'How much was recorded: Metadata, Request or RequestResponse.' },
  { name: 'auditID', kind: 'keyword', storage: 'string', origin: 'event', letter: 'i', sentence: 'Groups the stages of one request. A client can choose it, so it proves nothing by itself.' },
  { name: 'stage', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 's', facet: true, sentence: 'RequestReceived, ResponseStarted, ResponseComplete or Panic.' },
  { name: 'requestURI', kind: 'keyword', storage: 'string', origin: 'event', letter: 'r', sensitive: true, sentence: 'The request URI as the client sent it, with its query.' },
  { name: 'verb', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'b', facet: true, sentence: 'get, list, watch, create, update, patch, delete, deletecollection; the lower-case HTTP method for non-resource requests.' },
  { name: 'user', kind: 'object', storage: 'none', origin: 'event', letter: 'u', sentence: 'Who was authenticated; empty before authentication (401).' },
  { name: 'user.username', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'n', facet: true, sentence: 'The authenticated user name.' },
  { name: 'user.uid', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'o', sentence: 'The authenticated user\'s unique id; absent for certificates.' },
  { name: 'user.groups', kind: 'list', storage: 'jsonDictionary', origin: 'event', letter: 'g', facet: true, sentence: 'The groups of the authenticated user.' },
  { name: 'user.extra', kind: 'object', storage: 'json', origin: 'event', letter: 'x', sensitive: true, sentence: 'What the authenticator added: credential id, node and pod of a service account. Ask by `user.extra."KEY"`.' },
  { name: 'impersonatedUser', kind: 'object', storage: 'json', origin: 'event', letter: 'p', sentence: 'Whom the user acted as, if anybody.' },
  { name: 'impersonatedUser.username', kind: 'keyword', storage: 'none', origin: 'event', sentence: 'The name of the impersonated user.' },
  { name: 'impersonatedUser.uid', kind: 'keyword', storage: 'none', origin: 'event', sentence: 'The unique id of the impersonated user.' },
  { name: 'impersonatedUser.groups', kind: 'list', storage: 'none', origin: 'event', sentence: 'The groups of the impersonated user.' },
  { name: 'impersonatedUser.extra', kind: 'object', storage: 'none', origin: 'event', sensitive: true, sentence: 'Extra attributes of the impersonated user. Ask by `impersonatedUser.extra."KEY"`.' },
  { name: 'authenticationMetadata', kind: 'object', storage: 'json', origin: 'event', letter: 'h', sentence: 'How the request was authenticated (Kubernetes 1.35 and later).' },
  { name: 'authenticationMetadata.impersonationConstraint', kind: 'keyword', storage: 'none', origin: 'event', sentence: 'The constraint under which impersonation was allowed.' },
  { name: 'sourceIPs', kind: 'ip', storage: 'jsonDictionary', origin: 'event', letter: 'd', sensitive: true, sentence: 'Where the request came from: what the client claimed first, the observed address last.' },
  { name: 'userAgent', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'a', facet: true, sentence: 'The client program, as it calls itself.' },
  { name: 'objectRef', kind: 'object', storage: 'none', origin: 'event', letter: 'e', sentence: 'The object asked for; absent for non-resource requests.' },
  { name: 'objectRef.resource', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'R', facet: true, sentence: 'The resource: pods, deployments, secrets …' },
  { name: 'objectRef.namespace', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'N', facet: true, sentence: 'The namespace; absent for cluster-scoped objects.' },
  { name: 'objectRef.name', kind: 'keyword', storage: 'string', origin: 'event', letter: 'M', sentence: 'The object\'s name; absent for lists and for generateName.' },
  { name: 'objectRef.uid', kind: 'keyword', storage: 'string', origin: 'event', letter: 'U', sentence: 'The object\'s uid, where the request holds it.' },
  { name: 'objectRef.apiGroup', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'G', facet: true, sentence: 'The API group; absent for the core group.' },
  { name: 'objectRef.apiVersion', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'V', sentence: 'The API version.' },
  { name: 'objectRef.resourceVersion', kind: 'keyword', storage: 'string', origin: 'event', letter: 'W', sentence: 'The resource version, where the request holds it.' },
  { name: 'objectRef.subresource', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'S', facet: true, sentence: 'The subresource: status, exec, log, scale, token …' },
  { name: 'responseStatus', kind: 'object', storage: 'none', origin: 'event', letter: 't', sentence: 'The result; absent at RequestReceived.' },
  { name: 'responseStatus.metadata', kind: 'object', storage: 'jsonDictionary', origin: 'event', letter: 'm', sentence: 'List metadata of the status; nearly always empty.' },
  { name: 'responseStatus.status', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'T', sentence: 'Success or Failure, where the server says it.' },
  { name: 'responseStatus.message', kind: 'keyword', storage: 'string', origin: 'event', letter: 'E', sensitive: true, sentence: 'The server\'s message for the client; may quote the body.' },
  { name: 'responseStatus.reason', kind: 'keyword', storage: 'dictionary', origin: 'event', letter: 'O', facet: true, sentence: 'The machine-readable reason: Forbidden, NotFound, AlreadyExists …' },
  { name: 'responseStatus.details', kind: 'object', storage: 'json', origin: 'event', letter: 'D', sentence: 'Details of a failure.' },
  { name: 'responseStatus.code', kind: 'number', storage: 'code', origin: 'event', letter: 'C', facet: true, sentence: 'The HTTP status code of the answer.' },
  { name: 'requestObject', kind: 'body', storage: 'body', origin: 'event', letter: 'q', sensitive: true, sentence: 'The request body (level Request and above). Words: `requestObject:word`; paths: `requestObject.spec.replicas`.' },
  { name: 'responseObject', kind: 'body', storage: 'body', origin: 'event', letter: 'y', sensitive: true, sentence: 'The response body (level RequestResponse).' },
  { name: 'requestReceivedTimestamp', kind: 'time', storage: 'time', origin: 'event', letter: 'z', sentence: 'When the request reached the API server.' },
  { name: 'stageTimestamp', kind: 'time', storage: 'time', origin: 'event', letter: 'w', sentence: 'When this stage was reached; events are ordered by it.' },
  { name: 'annotations', kind: 'object', storage: 'json', origin: 'event', letter: 'j', sensitive: true, sentence: 'What authorization and admission noted. Ask by `annotations."KEY"`.' },

  { name: 'actor', kind: 'keyword', storage: 'dictionary', origin: 'derived', facet: true, sentence: '`human`, `admin` or `component`, from the authenticated user.' },
  { name: 'sourceIP', kind: 'ip', storage: 'dictionary', origin: 'derived', facet: true, sensitive: true, sentence: 'The observed address: the last of sourceIPs.' },
  { name: 'client.name', kind: 'keyword', storage: 'dictionary', origin: 'derived', facet: true, sentence: 'The program in userAgent, before the slash.' },
  { name: 'client.version', kind: 'keyword', storage: 'dictionary', origin: 'derived', sentence: 'The program\'s version in userAgent, after the slash.' },
  { name: 'rbac.binding', kind: 'keyword', storage: 'dictionary', origin: 'derived', facet: true, sentence: 'The (Cluster)RoleBinding that allowed the request, from the authorizer\'s reason.' },
  { name: 'rbac.role', kind: 'keyword', storage: 'dictionary', origin: 'derived', facet: true, sentence: 'The (Cluster)Role that allowed the request, from the authorizer\'s reason.' },
  { name: 'uri', kind: 'object', storage: 'computed', origin: 'derived', sentence: 'The parameters of requestURI: `uri.dryRun`, `uri.fieldManager`, `uri.command` …' },
  { name: 'durationMs', kind: 'number', storage: 'computed', origin: 'derived', sentence: 'Milliseconds from requestReceivedTimestamp to stageTimestamp.' },
  { name: 'cluster', kind: 'keyword', storage: 'dictionary', origin: 'store', facet: true, sentence: 'The cluster whose API server made the event.' },
  { name: 'topic', kind: 'keyword', storage: 'dictionary', origin: 'store', facet: true, sentence: 'The log topic that the event was stored in.' },
  { name: 'source', kind: 'keyword', storage: 'dictionary', origin: 'store', facet: true, sentence: 'The observation point: which API server, agent or token it came by.' },
] as const satisfies readonly Field[];

export type FieldName = (typeof fields)[number]['name'];

/** Below these any path may be asked for; their keys are chosen by clients and servers, not by us. */
export const openRoots = ['requestObject', 'responseObject', 'annotations', 'uri', 'user.extra', 'impersonatedUser.extra'] as const;
export type OpenRoot = (typeof openRoots)[number];

const byName: ReadonlyMap<string, Field> = new Map(fields.map((field) => [field.name, field]));

/** The field of a name exactly as in the table, or undefined. */
export function findField(name: string): Field | undefined {
  return byName.get(name);
}
