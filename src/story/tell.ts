// One request as one sentence, in English or Chinese: the same words in console, command line and API.
import type { JsonValue } from '../audit/json-value.ts';
import { tellChinese } from './chinese.ts';
import type { Deed } from './deed.ts';
import { tellEnglish } from './english.ts';
import { findDeed } from './find-deed.ts';
import { findOutcome, type Outcome } from './find-outcome.ts';
import { plainText, type Phrase } from './parts.ts';
import { isDryRun, readRequest, type RequestFacts } from './read-request.ts';
import { familyOf, type VerbFamily } from './verb-family.ts';

export const sentenceLanguages = ['en', 'zh'] as const;
export type SentenceLanguage = (typeof sentenceLanguages)[number];

export interface Sentence {
  readonly family: VerbFamily;
  /** In order, blanks and punctuation included; received pieces are as in the event: hidden characters have still to be named. */
  readonly parts: Phrase;
}

/** What is told: a deed, its outcome, and who did it. */
export interface Told {
  readonly facts: RequestFacts;
  readonly deed: Deed;
  readonly outcome: Outcome;
  readonly isDryRun: boolean;
  /** How long a request went on that is meant to go on; else null. */
  readonly longMs: number | null;
}

/** The sentence of an event, or of several stages of one request. Takes any JSON; never throws. */
export function tell(events: JsonValue | readonly JsonValue[], language: SentenceLanguage): Sentence {
  const facts = readRequest(events);
  const deed = findDeed(facts);
  const told: Told = { facts, deed, outcome: findOutcome(facts), isDryRun: isDryRun(facts), longMs: isLong(deed) ? facts.durationMs : null };
  const { stage, verb, object, decision } = facts;
  const code = facts.code === null ? null : String(facts.code);
  return {
    family: familyOf({ stage, verb, subresource: object?.subresource ?? '', code, decision }),
    parts: language === 'zh' ? tellChinese(told) : tellEnglish(told),
  };
}

/** The same as one line of plain text, at most `maxSentence` characters. */
export function tellPlainly(events: JsonValue | readonly JsonValue[], language: SentenceLanguage): string {
  return plainText(tell(events, language).parts);
}

const long = new Set<Deed['does']>(['watch', 'exec', 'attach', 'forward']);

function isLong(deed: Deed): boolean {
  return long.has(deed.does) || (deed.does === 'logs' && deed.isFollowed);
}
