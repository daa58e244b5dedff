import { describe, expect, it } from 'vitest';
import { WordGatherer } from './gather.ts';
import { hashWord } from './hash-word.ts';
import { findPlaces, packWords, stripeOf } from './pack.ts';

/** A repeatable sequence of numbers below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function packed(events: readonly (readonly string[])[]): (word: string) => ReturnType<typeof findPlaces> {
  const gatherer = new WordGatherer();
  events.forEach((words, place) => {
    gatherer.begin(place);
    for (const word of words) gatherer.addWord(word);
  });
  const stripes = packWords(gatherer.finish());
  return (word) => findPlaces(stripes[stripeOf(hashWord(word))], hashWord(word));
}

describe('words of identifiers', () => {
  it.each([1, 2, 3])('are found in each event that has them (%i)', (seed) => {
    const random = numbers(seed);
    const word = (): string => `${random(36).toString(36)}${random(3 * 10 ** (1 + random(5)))}`;
    const events = Array.from({ length: 1 + random(500) }, () => Array.from({ length: random(40) }, word));
    const find = packed(events);
    let told = 0;
    for (const [place, words] of events.entries())
      for (const own of words) {
        const places = find(own);
        expect(places === 'anywhere' || places.includes(place)).toBe(true);
        if (places !== 'anywhere') told += 1;
      }
    expect(told).toBeGreaterThan(0);
  });

  it('that are in few events have just these places, most of which are not of other words', () => {
    const events = Array.from({ length: 400 }, (_, place) => [`uid${place}x7`, `pair${Math.floor(place / 2)}`, 'v1']);
    const find = packed(events);
    expect(find('v1')).toBe('anywhere');
    const wrong = events.filter(([own, shared], place) => {
      const both = find(shared);
      return find(own).length !== 1 || both === 'anywhere' || !both.includes(place) || both.length !== 2;
    });
    expect(wrong.length).toBeLessThan(4);
  });

  it('that are nowhere are seldom found', () => {
    const find = packed(Array.from({ length: 400 }, (_, place) => Array.from({ length: 10 }, (__, k) => `word${place}n${k}`)));
    const found = Array.from({ length: 10_000 }, (_, k) => find(`absent${k}`)).filter((places) => places.length > 0);
    expect(found.length).toBeLessThan(20);
    expect(packed([])('x1')).toEqual([]);
    expect(packed([[]])('x1')).toEqual([]);
  });

  it('are not told apart in a body that has too many, nor beyond the places that are kept', () => {
    const all = (count: number): string[] => Array.from({ length: count }, (_, k) => `w${k}`);
    const find = packed([['a1'], all(20_000), ['b2']]);
    expect(find('a1')).toEqual([0, 1]);
    expect(find('w19999')).toContain(1);
    expect(find('nowhere7')).toEqual([1]);
    expect(packed(Array.from({ length: 70 }, () => all(16_000)))('nowhere7')).toBe('anywhere');
    const gatherer = new WordGatherer();
    gatherer.begin(5_000_000);
    gatherer.addWord('far1');
    const stripes = packWords(gatherer.finish());
    expect(findPlaces(stripes[stripeOf(hashWord('far1'))], hashWord('far1'))).toBe('anywhere');
  });

  it('that anybody broke end the reading', () => {
    const random = numbers(9);
    for (let k = 0; k < 2_000; k += 1) {
      const bytes = Uint8Array.from({ length: 1 + random(60) }, () => random(256));
      expect(() => findPlaces(bytes, random(2 ** 32))).not.toThrow();
    }
  });
});
