// The state of each page as it stands in the address: plain words, nothing but what the page knows.
import { boardNames, type BoardName } from './show/overview-boards.ts';

export interface SignInSearch {
  /** Where to go afterwards: a path of the console. */
  readonly next?: string;
  readonly link?: 'used';
}

export interface StartSearch {
  /** What was typed into the one box. */
  readonly ask?: string;
}

export interface ExploreSearch {
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
  readonly cluster?: string;
  readonly order?: 'asc';
  /** Columns of the list: fields and JSON paths with commas between them, `sentence` for what happened; none = the usual ones. */
  readonly columns?: string;
  /** What a table is sorted by: the number of a column, with a minus downward. */
  readonly sort?: string;
  /** What arrives is shown. */
  readonly live?: '1';
  /** Id of the event that is open beside the list. */
  readonly open?: string;
  readonly part?: DetailPart;
  readonly view?: 'raw';
  /** Whose events are shown around the open one; without it those of its object. */
  readonly around?: 'actor' | 'all';
}

/** What is asked, without what is open beside the answer. */
export function questionOf({ q, from, to, cluster, order, columns, sort, live }: ExploreSearch): ExploreSearch {
  return { q, from, to, cluster, order, columns, sort, live };
}

export const detailParts = ['metadata', 'changes', 'requestObject', 'responseObject', 'around'] as const;
export type DetailPart = (typeof detailParts)[number];

export interface ObjectsSearch {
  readonly cluster?: string;
  readonly from?: string;
  readonly to?: string;
  /** The object: `deployments.apps`, and where it is. Without a resource and a name there is a list to begin from. */
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Id of the event of the version, or of the other request, that is shown; without it the newest version, or that of `at`. */
  readonly version?: string;
  /** The object as it was then: RFC 3339. */
  readonly at?: string;
  readonly tab?: 'object';
  /** The field whose setter is shown. */
  readonly field?: string;
  /** With managedFields, status and the like. */
  readonly all?: '1';
  /** In the list: what controllers and nodes changed, too. */
  readonly who?: 'all';
}

export interface FeaturesSearch {
  readonly region?: string;
  /** The cluster whose window "Configure a Feature" is open. */
  readonly set?: string;
  readonly edit?: 'audit';
  readonly add?: 'cluster';
}

/** In an address: from the oldest event on. */
export const allTime = 'all';

export interface OverviewSearch {
  /** `audit` where it is absent. */
  readonly tab?: BoardName;
  /** The last 24 hours where neither is given. */
  readonly from?: string;
  readonly to?: string;
  readonly cluster?: string;
}

export interface HealthSearch {
  readonly cluster?: string;
}

const policySource = /^(?:own|choices|preset:[a-z0-9-]{1,63}|(?:topic|cluster):[a-z0-9.-]{1,63}(?:@\d{1,9})?)$/;

export interface PoliciesSearch {
  /** What the editor was opened with: `own`, `choices`, `preset:NAME`, `topic:NAME`, `cluster:NAME` or either with `@VERSION`; none = the start. */
  readonly edit?: string;
  /** Index of the rule that is shown. */
  readonly rule?: string;
  /** The log topic whose versions are shown, and the two that are compared. */
  readonly topic?: string;
  readonly left?: string;
  readonly right?: string;
  /** The Kubernetes version that reads the policy: `1.30`. */
  readonly kubernetes?: string;
  /** Choices that differ from the defaults: `reads:None,keepRequestReceived`. */
  readonly choices?: string;
  readonly tab?: 'suggest';
  /** What suggestions may hide: `writes`, `sensitive` or both with a comma. */
  readonly allow?: string;
  readonly from?: string;
  readonly to?: string;
  readonly cluster?: string;
  /** The stored event whose request is explained; without it the typed one below. */
  readonly event?: string;
  readonly login?: 'none';
  readonly user?: string;
  readonly groups?: string;
  readonly verb?: string;
  readonly resource?: string;
  readonly apiGroup?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
  /** Of a request that was made: policies for arrival ask for them. */
  readonly code?: string;
  readonly agent?: string;
}

type Raw = Readonly<Record<string, unknown>>;

export function readSignInSearch(raw: Raw): SignInSearch {
  const next = textOf(raw, 'next');
  // Only paths of this site: `//host` and `/\host` lead elsewhere.
  const isPath = next !== undefined && /^\/(?![/\\])/.test(next);
  return { next: isPath ? next : undefined, link: raw['link'] === 'used' ? 'used' : undefined };
}

export function readStartSearch(raw: Raw): StartSearch {
  return { ask: textOf(raw, 'ask') };
}

export function readExploreSearch(raw: Raw): ExploreSearch {
  const part = detailParts.find((name) => name === raw['part']);
  return {
    q: textOf(raw, 'q'),
    from: textOf(raw, 'from'),
    to: textOf(raw, 'to'),
    cluster: textOf(raw, 'cluster'),
    order: raw['order'] === 'asc' ? 'asc' : undefined,
    columns: textOf(raw, 'columns'),
    sort: textOf(raw, 'sort'),
    live: raw['live'] === '1' ? '1' : undefined,
    open: textOf(raw, 'open'),
    part: part === 'metadata' ? undefined : part,
    view: raw['view'] === 'raw' ? 'raw' : undefined,
    around: (['actor', 'all'] as const).find((name) => name === raw['around']),
  };
}

const objectPlaces = ['cluster', 'from', 'to', 'resource', 'namespace', 'name', 'version', 'at', 'field'] as const;

export function readObjectsSearch(raw: Raw): ObjectsSearch {
  return {
    ...Object.fromEntries(objectPlaces.map((name) => [name, textOf(raw, name)])),
    tab: raw['tab'] === 'object' ? 'object' : undefined,
    all: raw['all'] === '1' ? '1' : undefined,
    who: raw['who'] === 'all' ? 'all' : undefined,
  };
}

export function readFeaturesSearch(raw: Raw): FeaturesSearch {
  return {
    region: textOf(raw, 'region'),
    set: textOf(raw, 'set'),
    edit: raw['edit'] === 'audit' ? 'audit' : undefined,
    add: raw['add'] === 'cluster' ? 'cluster' : undefined,
  };
}

export function readOverviewSearch(raw: Raw): OverviewSearch {
  const tab = boardNames.find((name) => name === raw['tab']);
  return { tab: tab === 'audit' ? undefined : tab, from: textOf(raw, 'from'), to: textOf(raw, 'to'), cluster: textOf(raw, 'cluster') };
}

export function readHealthSearch(raw: Raw): HealthSearch {
  return { cluster: textOf(raw, 'cluster') };
}

const policyPlaces = ['rule', 'topic', 'left', 'right', 'kubernetes', 'choices', 'from', 'to', 'cluster', 'event'] as const;
/** The parts of a typed request. */
export const requestParts = ['login', 'user', 'groups', 'verb', 'resource', 'apiGroup', 'namespace', 'name', 'path', 'code', 'agent'] as const;

export function readPoliciesSearch(raw: Raw): PoliciesSearch {
  const edit = textOf(raw, 'edit');
  const allow = ['writes', 'sensitive'].filter((word) => textOf(raw, 'allow')?.split(',').includes(word));
  return {
    ...Object.fromEntries([...policyPlaces, ...requestParts].map((name) => [name, textOf(raw, name)])),
    edit: edit !== undefined && policySource.test(edit) ? edit : undefined,
    allow: allow.length === 0 ? undefined : allow.join(','),
    tab: raw['tab'] === 'suggest' ? 'suggest' : undefined,
    login: raw['login'] === 'none' ? 'none' : undefined,
  };
}

function textOf(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The parameters of an address as text; of one given twice the last counts. */
export function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function writeSearch(search: Raw): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') parameters.set(name, value);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
