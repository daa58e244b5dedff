// English sentences: who did what to what, with which values and which result.
import { englishDeed } from './english-deeds.ts';
import { forHowLong, who } from './english-words.ts';
import type { Outcome } from './find-outcome.ts';
import type { Told } from './tell.ts';
import { phrase, received, words, type Phrase } from './parts.ts';
import { name } from './told-values.ts';

export function tellEnglish(told: Told): Phrase {
  const { facts, outcome } = told;
  const { base, rest } = englishDeed(told.deed);
  const to = phrase`${words('verb', base)}${rest}`;
  const actor = facts.impersonated === undefined ? who(facts.username) : phrase`${who(facts.username)} as ${who(facts.impersonated)}`;
  const tried = told.isDryRun ? words('result', ' (dry run)') : null;
  switch (outcome.is) {
    case 'asked':
      return phrase`${actor} asks to ${to}${tried}`;
    case 'begun':
      return phrase`${actor} began to ${to}`;
    case 'done':
      return phrase`${actor} ${done(told)}${tried}${allowedBy(outcome)}`;
    case 'unknownUser':
      return phrase`somebody ${words('result', 'failed to log in')}${fromWhere(outcome.address)}, asking to ${to}`;
    case 'refused':
      return phrase`${actor} ${words('result', 'may not')} ${to}: ${outcome.why === '' ? words('result', 'no rule allows it') : received('result', outcome.why)}${tried}`;
    case 'failed':
      return phrase`${actor} ${words('result', 'could not')} ${to}: ${failure(outcome)}${tried}`;
    case 'panic':
      return phrase`${words('result', 'the API server panicked')} when ${actor} wanted to ${to}`;
  }
}

function done({ deed, isDryRun, longMs }: Told): Phrase {
  const { past, participle = past, rest } = englishDeed(deed);
  if (isDryRun) return phrase`would have ${words('verb', participle)}${rest}`;
  return phrase`${words('verb', past)}${rest}${longMs === null ? null : phrase` for ${words('value', forHowLong(longMs))}`}`;
}

function fromWhere(address: string): Phrase {
  return address === '' ? [] : phrase` from ${received('value', address)}`;
}

function allowedBy({ role, binding }: Extract<Outcome, { readonly is: 'done' }>): Phrase {
  if (role === '') return [];
  const through = binding === role ? null : phrase` through ${name('result', binding)}`;
  return phrase`, allowed by ${name('result', role)}${through}`;
}

function failure({ code, reason, detail }: Extract<Outcome, { readonly is: 'failed' }>): Phrase {
  const why = reasons.get(reason) ?? codes.get(code) ?? (code >= 500 ? 'the server failed' : 'the request was refused');
  return [
    words('result', why),
    ...(detail === '' ? [] : [words('result', code === 422 ? ' in ' : ', '), received('result', detail)]),
    words('result', ` (${code})`),
  ];
}

const reasons = new Map([
  ['AlreadyExists', 'it exists already'],
  ['Conflict', 'somebody else changed it meanwhile'],
  ['Expired', 'that version is gone'],
  ['ServerTimeout', 'the server took too long'],
]);

const codes = new Map([
  [400, 'the request is malformed'],
  [401, 'not authenticated'],
  [403, 'admission refused it'],
  [404, 'not found'],
  [405, 'there is no such method'],
  [406, 'no such format to answer in'],
  [408, 'it took too long'],
  [409, 'there is a conflict'],
  [410, 'that version is gone'],
  [413, 'the request is too large'],
  [415, 'the format of the body is not known'],
  [422, 'not valid'],
  [429, 'too many requests'],
  [500, 'the server failed'],
  [503, 'not available'],
  [504, 'it took too long'],
]);
