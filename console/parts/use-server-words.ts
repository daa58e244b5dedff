// Says sentences of the server and of nodes in the language of the page, as soon as its catalogue is here.
import { useCallback, useSyncExternalStore } from 'react';
import { onSentences, translatorOf } from '../i18n/server-sentences.ts';
import { useLanguage } from './use-language.tsx';

/** A sentence as the page shows it. */
export interface ServerSentence {
  readonly text: string;
  /** It is English, and the page is not. */
  readonly isForeign: boolean;
}

/** The console's own words stand in the place of the server's where it did not answer. */
const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** Translates sentences that came over the API, or from the checks that the server shares with the page. */
export function useServerWords(): (text: string) => ServerSentence {
  const [language] = useLanguage();
  const translate = useSyncExternalStore(onSentences, () => translatorOf(language));
  return useCallback(
    (text) => {
      if (language === 'en' || isChinese(text)) return { text, isForeign: false };
      const said = translate?.(text) ?? null;
      return { text: said ?? text, isForeign: said === null };
    },
    [language, translate],
  );
}
