// The catalogues of what the server and nodes say, one a language, each fetched when somebody first reads in it.
import type { Language } from './texts.ts';
import { createTranslator, type Catalogue, type Translate } from './translate-sentence.ts';

/** The server speaks English: it needs no catalogue. */
const catalogues: Partial<Record<Language, () => Promise<Catalogue>>> = {
  zh: () => import('./zh-sentences.ts').then(({ zhSentences }) => zhSentences),
};

const translators = new Map<Language, Translate>();
const underWay = new Set<Language>();
const listeners = new Set<() => void>();

/** Fetches the catalogue of a language, if it is not here yet; what cannot be fetched is tried again the next time. */
export function loadSentences(language: Language): void {
  const load = catalogues[language];
  if (load === undefined || translators.has(language) || underWay.has(language)) return;
  underWay.add(language);
  load()
    .then((catalogue) => {
      translators.set(language, createTranslator(catalogue));
      for (const listener of listeners) listener();
    })
    .catch(() => {
      // Sentences stay in English, and are marked so.
    })
    .finally(() => underWay.delete(language));
}

/** Null while there is none. */
export function translatorOf(language: Language): Translate | null {
  return translators.get(language) ?? null;
}

/** Tells when a catalogue has come; returns how to stop. */
export function onSentences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
