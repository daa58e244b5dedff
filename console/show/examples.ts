// Questions that the store can answer, made from requests that it holds.
import { ask } from '../../src/search/ask.ts';
import type { Texts } from '../i18n/texts.ts';
import type { EventFacts } from './read-event.ts';

type QuestionWords = Texts['start']['asked'];

const asked: Readonly<Record<string, 'deleted' | 'created' | 'changed'>> = {
  delete: 'deleted',
  deletecollection: 'deleted',
  create: 'created',
  update: 'changed',
  patch: 'changed',
};
/** Other names would have to be quoted, or are there to deceive. */
const plain = /^[a-z0-9](?:[a-z0-9@.:-]{0,60}[a-z0-9])?$/i;
const maxOfKind = 2;

/** At most two of each kind: who changed an object, what a user did, what came from an address. Only what the box understands. */
export function examplesOf(requests: readonly EventFacts[], words: QuestionWords): readonly string[] {
  return [whoOf, whatOf, fromOf].flatMap((write) => {
    const written = new Set(requests.map((request) => write(request, words)).filter((text) => text !== null));
    return [...written].filter((text) => ask(text)?.kind === 'question').slice(0, maxOfKind);
  });
}

function whoOf({ verb, object }: EventFacts, words: QuestionWords): string | null {
  if (asked[verb] === undefined || object === null || object.subresource !== '') return null;
  const { resource, namespace, name } = object;
  if (![resource, name].every((text) => plain.test(text)) || (namespace !== '' && !plain.test(namespace))) return null;
  return words[asked[verb]](`${resource} ${namespace === '' ? '' : `${namespace}/`}${name}`);
}

function whatOf({ username }: EventFacts, words: QuestionWords): string | null {
  return username !== null && plain.test(username) ? words.user(username) : null;
}

function fromOf({ sourceIPs }: EventFacts, words: QuestionWords): string | null {
  const address = sourceIPs.at(-1);
  return address !== undefined && /^[0-9a-f.:]+$/i.test(address) ? words.address(address) : null;
}
