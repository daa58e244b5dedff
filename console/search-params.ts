// The state of each page as it stands in the address: plain words, nothing but what the page knows.

export interface SignInSearch {
  /** Where to go afterwards: a path of the console. */
  readonly next?: string;
  readonly link?: 'used';
}

export interface ExploreSearch {
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
  readonly cluster?: string;
  readonly order?: 'asc';
  /** Id of the event that is open beside the list. */
  readonly open?: string;
  readonly part?: DetailPart;
  readonly view?: 'raw';
}

export const detailParts = ['metadata', 'requestObject', 'responseObject'] as const;
export type DetailPart = (typeof detailParts)[number];

export interface FeaturesSearch {
  readonly region?: string;
  /** The cluster whose window "Configure a Feature" is open. */
  readonly set?: string;
  readonly edit?: 'audit';
  readonly add?: 'cluster';
}

type Raw = Readonly<Record<string, unknown>>;

export function readSignInSearch(raw: Raw): SignInSearch {
  const next = textOf(raw, 'next');
  // Only paths of this site: `//host` and `/\host` lead elsewhere.
  const isPath = next !== undefined && /^\/(?![/\\])/.test(next);
  return { next: isPath ? next : undefined, link: raw['link'] === 'used' ? 'used' : undefined };
}

export function readExploreSearch(raw: Raw): ExploreSearch {
  const part = detailParts.find((name) => name === raw['part']);
  return {
    q: textOf(raw, 'q'),
    from: textOf(raw, 'from'),
    to: textOf(raw, 'to'),
    cluster: textOf(raw, 'cluster'),
    order: raw['order'] === 'asc' ? 'asc' : undefined,
    open: textOf(raw, 'open'),
    part: part === 'metadata' ? undefined : part,
    view: raw['view'] === 'raw' ? 'raw' : undefined,
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
