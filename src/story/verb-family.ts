// Verbs in families: a list is read by them at a glance.

export type VerbFamily = 'read' | 'create' | 'change' | 'delete' | 'connect' | 'refused' | 'panic';

/** What a family is told by; absent texts are ''. `code` as written, null before there is an answer. */
export interface FamilyFacts {
  readonly stage: string;
  readonly verb: string;
  readonly subresource: string;
  readonly code: string | null;
  readonly decision: string | null;
}

const families = new Map<string, VerbFamily>([
  ['get', 'read'],
  ['list', 'read'],
  ['watch', 'read'],
  ['head', 'read'],
  ['options', 'read'],
  ['', 'read'],
  ['create', 'create'],
  ['post', 'create'],
  ['update', 'change'],
  ['patch', 'change'],
  ['put', 'change'],
  ['delete', 'delete'],
  ['deletecollection', 'delete'],
  ['connect', 'connect'],
  ['proxy', 'connect'],
]);

const connecting = new Set(['exec', 'attach', 'portforward', 'proxy']);

/** What happened in the end counts first: a refused delete is refused. */
export function familyOf({ stage, verb, subresource, code, decision }: FamilyFacts): VerbFamily {
  if (stage === 'Panic') return 'panic';
  if (code === '401' || code === '403' || decision === 'forbid') return 'refused';
  if (connecting.has(subresource)) return 'connect';
  return families.get(verb) ?? 'read';
}
