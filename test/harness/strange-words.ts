// English that stands on a page in Chinese: sentences, and words of the English catalogue for which there are Chinese ones.
import type { Page } from 'playwright-core';
import { languages } from '../../console/i18n/texts.ts';
import { levels, stages } from '../../src/audit/vocabulary.ts';

const pairs = pairsOf(languages.en, languages.zh);
/** Names of Kubernetes stand as they are wherever they stand for themselves. */
const chinese = new Set([...pairs.map(([, text]) => text), ...levels, ...stages]);
/** Texts of the English catalogue that are none of the Chinese one. */
const translated = new Set(pairs.map(([english]) => english).filter((english) => !chinese.has(english)));

/** What is written in no other letters than Latin ones: sentences, and what the catalogue has in Chinese. Received values and code are left out. */
export async function strangeWords(page: Page): Promise<readonly string[]> {
  const written = await page.evaluate(writtenInPage);
  return written.filter((text) => translated.has(text) || isSentence(text));
}

/** What is drawn and what is read aloud: runs in the page. What is marked as another language, as code or as a value is none of the page's own words. */
function writtenInPage(): string[] {
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
  return [...new Set(texts)].filter((text) => text !== '');
}

/** Three words in a row that are no identifiers: those hold a point, a dash, a slash, a digit or a capital within. */
function isSentence(text: string): boolean {
  if (/\p{Script=Han}/u.test(text)) return false;
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
