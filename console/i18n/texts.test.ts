// Each language is whole: nothing is left in English that is not a word of Kubernetes, a sign or a sample of what to type.
import { describe, expect, it } from 'vitest';
import { languages } from './texts.ts';

/** The leaves of a catalogue by their place; functions are called with numbers, which every one of them can show. */
function leavesOf(value: unknown, place: string): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value === 'function') return leavesOf(resultOf(value as (...args: unknown[]) => unknown), `${place}()`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, place === '' ? key : `${place}.${key}`));
}

/** Where a function looks its argument up in a table, the first name of that table. */
function resultOf(text: (...args: unknown[]) => unknown): unknown {
  for (const first of [3, 'system', 'requestObject']) {
    try {
      const result = text(first, first === 'requestObject' ? 'level' : 2, 1, 4);
      if (result !== undefined) return result;
    } catch {
      // The next one fits.
    }
  }
  throw new TypeError(`no argument fits ${String(text)}`);
}

/** The same in every language: names, units, keys, fields and samples of what to type. */
const same = new Set(
  `product bytes() start.samples.2 language.tag signIn.placeholder keys.esc keys.enter explore.placeholder explore.exportCsv explore.chips.not explore.serviceAccount explore.node
  explore.detail.metadata explore.detail.requestObject explore.detail.responseObject explore.detail.stages() explore.facts.uid explore.facts.userAgent
  explore.facts.uri features.result.fileName() policies.rule() policies.bench.kubernetes policies.bench.fileName policies.explain.agent
  common.hidden.jwt masters.cis.met() explore.serviceAccountTitle policies.replay.span() policies.choices.hints.writes policies.choices.hints.reads policies.explain.resourceHint health.gaps.instance`.split(
    /\s+/,
  ),
);

describe('the Chinese texts', () => {
  const english = leavesOf(languages.en, '');
  const chinese = leavesOf(languages.zh, '');

  it('stand in every place of the English ones', () => {
    expect(chinese.map(([place]) => place).sort()).toEqual(english.map(([place]) => place).sort());
    expect(chinese.length).toBeGreaterThan(450);
  });

  it('are Chinese, but for words that are the same everywhere', () => {
    const isWords = (text: string): boolean => /[a-z]{3}/i.test(text);
    expect(chinese.filter(([place, text]) => isWords(text) && !/\p{Script=Han}/u.test(text) && !same.has(place))).toEqual([]);
  });

  it('never show a hole', () => {
    for (const [place, text] of [...english, ...chinese]) expect(text, place).not.toMatch(/undefined|NaN|\[object/);
  });
});
