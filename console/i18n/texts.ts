// The words of the console in the language of whoever looks at it. Another language is one more family of files of the same shape.
import { createContext, useContext } from 'react';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Every visible text. The compiler holds each language to this shape. */
export type Texts = typeof en;

export const languages = { en, zh } satisfies Record<string, Texts>;
export type Language = keyof typeof languages;

export const TextsContext = createContext<Texts>(en);

export function useTexts(): Texts {
  return useContext(TextsContext);
}
