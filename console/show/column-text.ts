// What a row of the list says for any field: read from the event's text, as tables and CSV read it.
import { cellText, openSubject, readField } from '../../src/search/read-field.ts';
import type { FieldPath } from '../../src/search/resolve-field.ts';
import { metadataText, partsOf } from './read-event.ts';
import type { EventRow } from './split-answer.ts';

/** Larger events are read without their bodies: reading those would hold the page up. */
const maxBytes = 262_144;

/** One for each field; null where the event is too large to be read for it. */
export function columnTexts(row: EventRow, fields: readonly FieldPath[]): readonly (string | null)[] {
  const { bytes, from, to } = row.event;
  const isLarge = to - from > maxBytes;
  const { cluster, topic, source } = row;
  const subject = openSubject({
    bytes: isLarge ? new TextEncoder().encode(metadataText(partsOf(row.event))) : bytes.subarray(from, to),
    cluster,
    topic,
    source,
  });
  return fields.map(({ field, path }) => (isLarge && field.kind === 'body' ? null : cellText(readField(subject, field, path))));
}
