// The words of the console in the language of whoever looks at it. Another language is one more family of files of the same shape.
import { createContext, useContext } from 'react';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Every visible text. The compiler holds each language to this shape. */
export type Texts = typeof en;

export const languages = { en, zh } satisfies Record<string, Texts>;
export type Language = keyof typeof languages;

export const TextsContext = createContext<Texts>(en);

/** What a code of the API means, in words; undefined for one that this console does not know. */
export function titleOf({ problems }: Texts, code: string): string | undefined {
  return Object.hasOwn(problems.errors, code) ? problems.errors[code as keyof typeof problems.errors] : undefined;
}

export function useTexts(): Texts {
  return useContext(TextsContext);
}
