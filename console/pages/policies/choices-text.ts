// Choices as they stand in the address: only those that differ from the defaults.
import { choices, defaultChoices, type ChoiceName, type PolicyChoices } from '../../../src/policy/build-draft.ts';
import type { Level } from '../../../src/audit/vocabulary.ts';

export const choiceNames = Object.keys(choices) as ChoiceName[];
export const choiceFlags = ['keepRequestReceived', 'omitManagedFields'] as const;
export type ChoiceFlag = (typeof choiceFlags)[number];

/** What is unknown or makes no sense is passed by. */
export function readChoices(text: string | undefined): PolicyChoices {
  const parts = new Map((text ?? '').split(',').map((part) => readPart(part)));
  const chosen = choiceNames.map((name) => [name, levelsOf(name).find((level) => level === parts.get(name)) ?? defaultChoices[name]]);
  return { ...defaultChoices, ...Object.fromEntries(chosen), ...Object.fromEntries(choiceFlags.map((flag) => [flag, parts.has(flag)])) };
}

function readPart(part: string): readonly [string, string] {
  const [name, level = ''] = part.split(':', 2);
  return [name, level];
}

/** Undefined for the defaults. */
export function writeChoices(chosen: PolicyChoices): string | undefined {
  const levels = choiceNames.filter((name) => chosen[name] !== defaultChoices[name]).map((name) => `${name}:${chosen[name]}`);
  const parts = [...levels, ...choiceFlags.filter((flag) => chosen[flag])];
  return parts.length === 0 ? undefined : parts.join(',');
}

export function levelsOf(name: ChoiceName): readonly Level[] {
  return choices[name].levels;
}
