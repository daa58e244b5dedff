// The language of the console: what the browser prefers until somebody chooses; kept in this browser, written on the root element.
import { useSyncExternalStore, type ReactNode } from 'react';
import { loadSentences } from '../i18n/server-sentences.ts';
import { languages, TextsContext, type Language } from '../i18n/texts.ts';

const key = 'cluster-audit-language';
const listeners = new Set<() => void>();
const names = Object.keys(languages) as Language[];
let current: Language = read();

/** Puts the choice into effect: call before the first paint. */
export function applyLanguage(): void {
  document.documentElement.lang = languages[current].language.tag;
  loadSentences(current);
}

export function useLanguage(): readonly [Language, (language: Language) => void] {
  return [useSyncExternalStore(subscribe, () => current), setLanguage];
}

/** The languages in their own words, in the order in which they are offered. */
export const languageNames: readonly Language[] = names;

/** Gives everything below it the words of the chosen language. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language] = useLanguage();
  return <TextsContext value={languages[language]}>{children}</TextsContext>;
}

function setLanguage(language: Language): void {
  current = language;
  try {
    localStorage.setItem(key, language);
  } catch {
    // Not kept, but in effect.
  }
  applyLanguage();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Language {
  try {
    const kept = names.find((name) => name === localStorage.getItem(key));
    if (kept !== undefined) return kept;
  } catch {
    // Nothing kept.
  }
  return names.find((name) => navigator.language.toLowerCase().startsWith(name)) ?? 'en';
}
