// The presets, in the order in which they are offered.
import type { Draft } from '../draft.ts';
import { stages } from '../../audit/vocabulary.ts';
import { gce } from './gce.ts';
import { openshiftPresets } from './openshift.ts';
import type { Preset } from './preset.ts';
import { cisMinimal, everything, metadataOnly } from './simple.ts';
import { tkeDefault, tkeRecommended } from './tke.ts';

export const presets: readonly Preset[] = [tkeDefault, tkeRecommended, gce, ...openshiftPresets, metadataOnly, everything, cisMinimal];

export function findPreset(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

/** The switch of every preset: the same without the stage RequestReceived, about half as many events. */
export function withoutRequestReceived(draft: Draft): Draft {
  const omitted = new Set([...(draft.omitStages ?? []), 'RequestReceived']);
  return { ...draft, omitStages: stages.filter((stage) => omitted.has(stage)) };
}
