// The glyphs of verb families, and the family of a request as the console reads it.
import { familyOf as familyOfRequest, type VerbFamily } from '../../src/story/verb-family.ts';
import type { EventFacts } from './read-event.ts';

export const familyGlyphs: Readonly<Record<VerbFamily, string>> = {
  read: '○',
  create: '+',
  change: '~',
  delete: '−',
  connect: '▸',
  refused: '✕',
  panic: '‼',
};

export function familyOf({ stage, code, decision, verb, object }: Pick<EventFacts, 'stage' | 'code' | 'decision' | 'verb' | 'object'>): VerbFamily {
  return familyOfRequest({ stage, code, decision, verb, subresource: object?.subresource ?? '' });
}
