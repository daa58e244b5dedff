// What each tab of the Overview shows, as queries: every number on it is the count of a list that Explore opens.
import { verbsOf } from '../../src/story/verb-family.ts';

export const boardNames = ['audit', 'nodes', 'objects', 'access', 'trends', 'load'] as const;
export type BoardName = (typeof boardNames)[number];

const refused = 'responseStatus.code:(401 OR 403)';
const writes = `verb:(${[...verbsOf('create'), ...verbsOf('change'), ...verbsOf('delete')].join(' OR ')})`;
const ended = 'stage:(ResponseComplete OR Panic)';
const connects = 'objectRef.subresource:(exec OR attach OR portforward)';
const secretReads = 'objectRef.resource:secrets AND verb:(get OR list OR watch)';
const tokens = 'objectRef.resource:serviceaccounts AND objectRef.subresource:token AND verb:create';
const own = 'objectRef.subresource:""';

/** Each figure by the name under which its words stand. */
export const figures = {
  events: '',
  requests: ended,
  people: `${ended} AND actor:(human OR admin)`,
  refusals: `${ended} AND ${refused}`,
  errors: `${ended} AND responseStatus.code:>=500`,
  nodeWrites: `${ended} AND objectRef.resource:nodes AND ${own} AND ${writes}`,
  cordons: `${ended} AND objectRef.resource:nodes AND requestObject:unschedulable`,
  taints: `${ended} AND objectRef.resource:nodes AND ${own} AND requestObject:taints`,
  nodesAdded: `${ended} AND objectRef.resource:nodes AND verb:create AND ${own}`,
  nodesRemoved: `${ended} AND objectRef.resource:nodes AND verb:delete`,
  evictions: `${ended} AND objectRef.subresource:eviction`,
  created: `${ended} AND objectRef:* AND verb:create AND ${own}`,
  changed: `${ended} AND objectRef:* AND verb:(update OR patch) AND ${own}`,
  deleted: `${ended} AND objectRef:* AND verb:(delete OR deletecollection) AND ${own}`,
  byPeople: `${ended} AND objectRef:* AND ${writes} AND actor:(human OR admin)`,
  forbidden: `${ended} AND responseStatus.code:403`,
  unauthenticated: 'responseStatus.code:401',
  anonymous: `${ended} AND user.username:"system:anonymous"`,
  connects: `${connects} AND stage:(ResponseStarted OR ResponseComplete OR Panic)`,
  secretReads: `${ended} AND ${secretReads}`,
  impersonations: `${ended} AND impersonatedUser:*`,
  tokens: `${ended} AND ${tokens}`,
  rightsChanged: `${ended} AND objectRef.apiGroup:rbac.authorization.k8s.io AND ${writes}`,
  lists: `${ended} AND verb:list`,
  watches: `${ended} AND verb:watch`,
  slow: `${ended} AND durationMs:>1000 AND NOT verb:watch AND NOT ${connects}`,
} as const;
export type FigureName = keyof typeof figures;

/** The most frequent values of a field among the events of a figure. */
export interface Top {
  readonly of: FigureName;
  readonly field: string;
}

export interface Board {
  readonly figures: readonly FigureName[];
  /** Over time, by families of verbs. */
  readonly chart: FigureName;
  readonly tops: readonly Top[];
}

const top = (of: FigureName, ...fields: string[]): readonly Top[] => fields.map((field) => ({ of, field }));

export const boards: Readonly<Record<Exclude<BoardName, 'trends'>, Board>> = {
  audit: {
    figures: ['events', 'requests', 'people', 'refusals', 'errors'],
    chart: 'requests',
    tops: [
      ...top('requests', 'user.username', 'objectRef.resource', 'verb', 'objectRef.namespace', 'responseStatus.code', 'sourceIP'),
      ...top('people', 'user.username'),
      ...top('refusals', 'user.username'),
    ],
  },
  nodes: {
    figures: ['nodeWrites', 'cordons', 'taints', 'nodesAdded', 'nodesRemoved', 'evictions'],
    chart: 'nodeWrites',
    tops: [
      ...top('nodeWrites', 'objectRef.name', 'user.username', 'verb'),
      ...top('cordons', 'objectRef.name', 'user.username'),
      ...top('evictions', 'objectRef.namespace'),
    ],
  },
  objects: {
    figures: ['created', 'changed', 'deleted', 'byPeople'],
    chart: 'byPeople',
    tops: [
      ...top('created', 'objectRef.resource', 'user.username'),
      ...top('changed', 'objectRef.resource', 'user.username'),
      ...top('deleted', 'objectRef.resource', 'user.username'),
      ...top('byPeople', 'user.username', 'objectRef.namespace', 'objectRef.name'),
    ],
  },
  access: {
    figures: ['forbidden', 'unauthenticated', 'anonymous', 'connects', 'secretReads', 'impersonations', 'tokens', 'rightsChanged'],
    chart: 'refusals',
    tops: [
      ...top('forbidden', 'user.username', 'objectRef.resource', 'sourceIP'),
      ...top('connects', 'user.username', 'objectRef.name'),
      ...top('secretReads', 'user.username', 'objectRef.namespace'),
      ...top('impersonations', 'impersonatedUser.username'),
      ...top('anonymous', 'sourceIP'),
    ],
  },
  load: {
    figures: ['requests', 'lists', 'watches', 'slow', 'errors'],
    chart: 'requests',
    tops: [
      ...top('requests', 'client.name', 'objectRef.resource', 'user.username'),
      ...top('lists', 'client.name', 'objectRef.resource'),
      ...top('slow', 'client.name', 'objectRef.resource'),
    ],
  },
};

/** Compared with the range before it. */
export const trendFigures: readonly FigureName[] = [
  'requests',
  'people',
  'created',
  'changed',
  'deleted',
  'refusals',
  'errors',
  'connects',
  'secretReads',
  'tokens',
  'rightsChanged',
  'nodeWrites',
  'slow',
];

/** One request counts all fields of a figure. */
export function fieldsByFigure(tops: readonly Top[]): ReadonlyMap<FigureName, readonly string[]> {
  const fields = new Map<FigureName, string[]>();
  for (const { of, field } of tops) fields.set(of, [...(fields.get(of) ?? []), field]);
  return fields;
}

/** What takes how long, by a field: of requests that end. */
export function latencyPipeline(field: string): string {
  const name = `\`${field}\``;
  return `${figures.requests} AND NOT verb:watch AND NOT ${connects} | SELECT ${name} AS name, count() AS requests, quantile(0.5)(durationMs) AS p50, quantile(0.99)(durationMs) AS p99 GROUP BY ${name} ORDER BY p99 DESC LIMIT 12`;
}

export const latencyFields = ['objectRef.resource', 'client.name'] as const;

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The span of the same length that ends where this one begins. */
export function spanBefore({ from, to }: Span): Span {
  return { from: from - (to - from), to: from };
}

/** `+12 %`; null where there is nothing to compare with. */
export function changeOf(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) / before) * 100);
}
