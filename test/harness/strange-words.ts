// English that stands on a page in Chinese: sentences, and words of the English catalogue for which there are Chinese ones.
import type { Page } from 'playwright-core';
import { languages } from '../../console/i18n/texts.ts';
import { createTranslator } from '../../console/i18n/translate-sentence.ts';
import { zhSentences } from '../../console/i18n/zh-sentences.ts';
import { levels, stages } from '../../src/audit/vocabulary.ts';

const pairs = pairsOf(languages.en, languages.zh);
/** Names of Kubernetes stand as they are wherever they stand for themselves. */
const chinese = new Set([...pairs.map(([, text]) => text), ...levels, ...stages]);
/** Texts of the English catalogue that are none of the Chinese one. */
const translated = new Set(pairs.map(([english]) => english).filter((english) => !chinese.has(english)));

const translate = createTranslator(zhSentences);
/** Marked as English. Two things are rightly so: the names of documents that a policy comes from, and the button to English. */
const foreign = '[lang="en"]:not(cite, button)';

/** What is written in no other letters than Latin ones: sentences, and what the catalogue has in Chinese. Received values and code are left out, unless the server said them. */
export async function strangeWords(page: Page): Promise<readonly string[]> {
  // The catalogue of sentences comes after the page.
  await page.waitForFunction((selector) => document.querySelector(selector) === null, foreign, { timeout: 3000 }).catch(() => {});
  const { written, values, marked } = await page.evaluate(writtenInPage, foreign);
  return [
    ...written.filter((text) => translated.has(text) || isSentence(text)),
    ...values.filter((text) => translate(text) !== null).map((text) => `has a translation: ${text}`),
    ...marked.map((text) => `has none: ${text}`),
  ];
}

/** What is drawn and what is read aloud: runs in the page. What is marked as another language, as code or as a value is none of the page's own words. */
function writtenInPage(foreign: string): { readonly written: string[]; readonly values: string[]; readonly marked: string[] } {
  const values = 'code, pre, kbd, bdi, [lang]:not(html), [class*="_value_"], [class*="_host_"], [class*="_query_"], [role="row"], input, textarea, .cm-editor';
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement!;
    if (element.closest(values) === null && element.checkVisibility()) texts.push(node.textContent!.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-description]')) {
    if (element.closest(values) !== null) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-description']) texts.push(element.getAttribute(name) ?? '');
  }
  const textsOf = (selector: string) =>
    [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()).map((element) => element.textContent?.trim() ?? '');
  return { written: [...new Set(texts)].filter((text) => text !== ''), values: textsOf('[class*="_value_"]'), marked: textsOf(foreign) };
}

function isSentence(text: string): boolean {
  return !/\p{Script=Han}/u.test(text) && hasEnglishWords(text);
}

/** Three words in a row that are no identifiers: those hold a point, a dash, a slash, a digit or a capital within. */
export function hasEnglishWords(text: string): boolean {
  let inRow = 0;
  for (const word of text.split(/[\s,;"“”]+/)) {
    inRow = /^[A-Za-z]?[a-z’']+[.:?!]?$/.test(word) ? inRow + 1 : 0;
    if (inRow === 3) return true;
  }
  return false;
}

/** The texts of two catalogues by their place; functions cannot be called without knowing of what. */
function pairsOf(english: unknown, other: unknown): [string, string][] {
  if (typeof english === 'string') return [[english, String(other)]];
  if (typeof english !== 'object' || english === null) return [];
  return Object.entries(english).flatMap(([key, value]) => pairsOf(value, (other as Record<string, unknown>)[key]));
}
