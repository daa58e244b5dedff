// Simplified Chinese for the sentences of the server and of nodes, room by room; fetched by those who read Chinese.
import type { Catalogue } from './translate-sentence.ts';
import { zhSentencesArrival } from './zh-sentences-arrival.ts';
import { zhSentencesDecisions } from './zh-sentences-decisions.ts';
import { zhSentencesFlags } from './zh-sentences-flags.ts';
import { zhSentencesLibraries } from './zh-sentences-libraries.ts';
import { zhSentencesManifests } from './zh-sentences-manifests.ts';
import { zhSentencesMasters } from './zh-sentences-masters.ts';
import { zhSentencesParameters } from './zh-sentences-parameters.ts';
import { zhSentencesPolicy } from './zh-sentences-policy.ts';
import { zhSentencesQuery } from './zh-sentences-query.ts';
import { zhSentencesServer } from './zh-sentences-server.ts';
import { zhSentencesSql } from './zh-sentences-sql.ts';

/** The rooms by themselves: each sentence of our source stands in one of them. */
export const zhSentenceRooms: readonly Catalogue[] = [
  zhSentencesPolicy,
  zhSentencesDecisions,
  zhSentencesQuery,
  zhSentencesSql,
  zhSentencesMasters,
  zhSentencesManifests,
  zhSentencesServer,
  zhSentencesArrival,
  zhSentencesFlags,
  zhSentencesParameters,
];

export const zhSentences: Catalogue = Object.assign({}, zhSentencesLibraries, ...zhSentenceRooms) as Catalogue;
