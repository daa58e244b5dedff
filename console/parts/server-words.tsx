// What the program says in English alone: in another language the title of its code comes first, and what follows is marked as English.
import { useTexts } from '../i18n/texts.ts';
import { Value } from './value.tsx';

export interface EnglishWordsProps {
  /** What the code means, in the language of the page. */
  readonly title?: string;
  readonly text: string;
  readonly max?: number;
}

/** The console's own words stand in the place of the server's where it did not answer. */
const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

export function EnglishWords({ title, text, max }: EnglishWordsProps) {
  const isEnglish = useTexts().language.tag === 'en';
  return (
    <>
      {!isEnglish && title !== undefined && <>{title} </>}
      <span lang={isChinese(text) ? undefined : 'en'}>
        <Value text={text} max={max} />
      </span>
    </>
  );
}
