// Words, phrases, prefixes and substrings in the decoded text of an event or of one body.
import { isObject, walkText, type JsonObject } from '../audit/json-value.ts';
import { cutWords } from '../audit/words.ts';
import type { TextMatch, TextTerm } from './ast.ts';
import { valuesAt } from './read-field.ts';

/** Whether the text of an event satisfies a term. */
export function textTest(term: TextTerm): (event: JsonObject) => boolean {
  const matches = stringTest(term.match);
  if (term.scope === 'event') return (event) => visitText(event, matches);
  const scope = term.scope;
  return (event) => valuesAt(event, [scope]).some((body) => walkText(body, matches, matches));
}

/** One string against the match; all of a phrase lies inside one string. */
function stringTest(match: TextMatch): (text: string) => boolean {
  if (match.kind === 'substring') return (text) => text.toLowerCase().includes(match.part);
  const { words, prefix } = match;
  return (text) => {
    // Cutting is dear: most strings do not even hold the first word's characters.
    if (!text.toLowerCase().includes(words[0])) return false;
    return holdsPhrase(cutWords(text), words, prefix);
  };
}

function holdsPhrase(own: readonly string[], words: readonly string[], prefix: boolean): boolean {
  const last = words.length - 1;
  for (let from = 0; from + last < own.length; from += 1) {
    let k = 0;
    while (k < last && own[from + k] === words[k]) k += 1;
    if (k === last && (prefix ? own[from + last].startsWith(words[last]) : own[from + last] === words[last])) return true;
  }
  return false;
}

/** The event's own kind and apiVersion, and the names of envelope fields, are not text; keys of bodies, annotations and `extra` are. */
const ownKeys = new Set(['kind', 'apiVersion']);
const keyedParts = new Set(['requestObject', 'responseObject', 'annotations']);
const users = new Set(['user', 'impersonatedUser']);

/** Calls `matches` for each string that is text of the event, until it answers true. */
export function visitText(event: JsonObject, matches: (text: string) => boolean): boolean {
  return event.keys.some((key, k) => {
    if (ownKeys.has(key)) return false;
    const value = event.values[k];
    return users.has(key) && isObject(value) ? userText(value, matches) : walkText(value, matches, keyedParts.has(key) ? matches : null);
  });
}

function userText(user: JsonObject, matches: (text: string) => boolean): boolean {
  return user.keys.some((key, k) => walkText(user.values[k], matches, key === 'extra' ? matches : null));
}
