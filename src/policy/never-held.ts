// What requests never have, whatever the policy: asking for it finds nothing.
import type { Demand } from '../audit/demand.ts';
import { stagesOf } from './foresee.ts';

export type NeverHeld = 'requestObject' | 'responseObject' | 'stage';

/** Verbs of resources that send nothing, and one that is answered without end. */
const readingVerbs = ['get', 'list', 'watch'];

export function neverHeld(demand: Demand): readonly NeverHeld[] {
  const { needs, sets, isResource } = demand;
  const verbs = sets.verb?.only ?? null;
  const areAll = (known: readonly string[]): boolean => verbs !== null && verbs.every((verb) => known.includes(verb));
  const found: NeverHeld[] = [];
  if (needs.has('requestObject') && (isResource === false || areAll(readingVerbs))) found.push('requestObject');
  if (needs.has('responseObject') && (isResource === false || areAll(['watch']))) found.push('responseObject');
  if (stagesOf(demand).length === 0) found.push('stage');
  return found;
}
