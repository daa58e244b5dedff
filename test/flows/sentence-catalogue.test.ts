// The catalogue of sentences in Chinese is whole: whatever the source says to a page has a translation there, and nothing else has.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { zhSentenceRooms } from '../../console/i18n/zh-sentences.ts';
import { readsLikeWords, sentencesIn } from '../harness/read-sentences.ts';
import { isSilentSentence, silentMakers, silentTexts, speakingFiles } from '../harness/sentence-rooms.ts';

const files = speakingFiles();
const found = files.flatMap((file) => sentencesIn(file).map((sentence) => ({ ...sentence, file })));
const templates = new Set(found.map(({ template }) => template));
const entries = zhSentenceRooms.flatMap((room) => Object.entries(room));
const translated = new Set(entries.map(([english]) => english));

/** Made while the program runs, from words of the catalogue with their first letter in capitals. */
const capitals = new Set(['Text', 'A number', 'A time', 'A condition', 'A list', 'An interval']);

describe('the sentences of the source', () => {
  it('are found: this test reads what it should', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(templates.size).toBeGreaterThan(700);
  });

  it('have a translation, or stand on the list of those that no page shows', () => {
    const missing = found.filter(({ template, file }) => !translated.has(template) && !isSilentSentence(template, file));
    expect(missing.map(({ place, template }) => `${place} ${JSON.stringify(template)}`)).toEqual([]);
  });

  it('are all that is translated', () => {
    const known = (english: string) => templates.has(english) || capitals.has(english) || !readsLikeWords(english);
    expect([...translated].filter((english) => !known(english))).toEqual([]);
  });

  it('are still there where the list names them', () => {
    expect(silentTexts.filter((text) => !templates.has(text))).toEqual([]);
  });

  it('are made in files that are looked at', () => {
    const looked = new Set(files);
    const makers = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join('src', name))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && /new AppError\(/.test(readFileSync(file, 'utf8')));
    expect(makers.filter((file) => !looked.has(file) && !silentMakers.test(file) && !file.endsWith('lib/app-error.ts'))).toEqual([]);
  });
});

describe('a translation', () => {
  it('stands once in the catalogue', () => {
    expect(entries.length).toBe(translated.size);
  });

  it('names values that its sentence has, and leaves none out', () => {
    const holesOf = (text: string) => [...text.matchAll(/\{~?(\d+)\}/g)].map(([, number]) => Number(number));
    const wrong = entries.filter(([english, chinese]) => {
      const count = english.split('{}').length - 1;
      return new Set(holesOf(chinese)).size !== count || holesOf(chinese).some((number) => number < 1 || number > count);
    });
    expect(wrong).toEqual([]);
  });

  it('is Chinese, with the signs of Chinese', () => {
    expect(entries.filter(([, chinese]) => /[a-z]{3}/i.test(chinese) && !/\p{Script=Han}/u.test(chinese)).map(([english]) => english)).toEqual([]);
    expect(entries.filter(([, chinese]) => /\p{Script=Han}(?:[;?!]|[,:.](?:$|\s))/u.test(chinese))).toEqual([]);
    expect(entries.filter(([english, chinese]) => english.endsWith('.') && !/[。…/?]$/.test(chinese)).map(([english]) => english)).toEqual([]);
  });
});
