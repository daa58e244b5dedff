// The sentence of an event from its text: the words are those of every other place, the pieces still hostile.
import { parseJson, type JsonValue } from '../../src/audit/json-value.ts';
import { tell, type Sentence, type SentenceLanguage } from '../../src/story/tell.ts';
import type { Span } from './json-span.ts';
import { metadataText, partsOf } from './read-event.ts';

/** Larger events are told without their bodies: reading those would hold the page up. */
const maxBytes = 262_144;

export function tellEvent(event: Span, language: SentenceLanguage): Sentence {
  return tell(readable(event), language);
}

function readable(event: Span): JsonValue {
  if (event.to - event.from <= maxBytes) return parseJson(event.bytes, event.from, event.to);
  return parseJson(new TextEncoder().encode(metadataText(partsOf(event))));
}
