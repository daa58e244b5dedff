// English words for what policies are made of: written once where the policy code names it, and gathered here for the console.
import { ruleFieldSentences } from '../../src/policy/fields-of-policy.ts';
import { presets } from '../../src/policy/presets/presets.ts';
import { holdings, levelSentences, stageSentences } from '../../src/policy/words-of-policy.ts';
import { operatorQuestions } from '../../src/policy/questions.ts';

export interface PresetWords {
  readonly title: string;
  readonly sentence: string;
}

export const enPolicyTerms = {
  levels: levelSentences,
  stages: stageSentences,
  holdings: holdings as Readonly<Record<keyof typeof holdings, string>>,
  ruleFields: ruleFieldSentences,
  /** By name. */
  presets: Object.fromEntries(presets.map(({ name, title, draft }) => [name, { title, sentence: draft.sentence }])) as Readonly<Record<string, PresetWords>>,
  /** What operators ask of an audit log, by id. */
  questions: Object.fromEntries(operatorQuestions.map(({ id, question }) => [id, question])) as Readonly<Record<string, string>>,
};
