// Verbs in families, each with a glyph and a hue: a list is read by them at a glance.
import type { EventFacts } from './read-event.ts';

export type VerbFamily = 'read' | 'create' | 'change' | 'delete' | 'connect' | 'refused' | 'panic';

export const familyGlyphs: Readonly<Record<VerbFamily, string>> = {
  read: '○',
  create: '+',
  change: '~',
  delete: '−',
  connect: '▸',
  refused: '✕',
  panic: '‼',
};

const families = new Map<string, Exclude<VerbFamily, 'refused' | 'panic'>>([
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

/** What a verb alone tells. */
export function verbFamily(verb: string): Exclude<VerbFamily, 'refused' | 'panic'> {
  return families.get(verb) ?? 'read';
}

/** The verbs of a family. */
export function verbsOf(family: VerbFamily): readonly string[] {
  return [...families].flatMap(([verb, of]) => (of === family && verb !== '' ? [verb] : []));
}

/** What happened in the end counts first: a refused delete is refused. */
export function familyOf(facts: Pick<EventFacts, 'stage' | 'code' | 'decision' | 'verb' | 'object'>): VerbFamily {
  if (facts.stage === 'Panic') return 'panic';
  if (facts.code === '401' || facts.code === '403' || facts.decision === 'forbid') return 'refused';
  if (facts.object !== null && connecting.has(facts.object.subresource)) return 'connect';
  return verbFamily(facts.verb);
}
