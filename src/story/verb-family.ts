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

/** Families that a verb alone tells; refusals and panics need more. */
export type FamilyOfVerb = Exclude<VerbFamily, 'refused' | 'panic'>;

const families = new Map<string, FamilyOfVerb>([
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

export function familyOfVerb(verb: string): FamilyOfVerb {
  return families.get(verb) ?? 'read';
}

/** The verbs of a family. */
export function verbsOf(family: VerbFamily): readonly string[] {
  return [...families].flatMap(([verb, of]) => (of === family && verb !== '' ? [verb] : []));
}

/** What happened in the end counts first: a refused delete is refused. */
export function familyOf({ stage, verb, subresource, code, decision }: FamilyFacts): VerbFamily {
  if (stage === 'Panic') return 'panic';
  if (code === '401' || code === '403' || decision === 'forbid') return 'refused';
  if (connecting.has(subresource)) return 'connect';
  return familyOfVerb(verb);
}
