// Which tests hold the sentences of the contract that contract-answers does not hold itself.

/** Sentences of "What the answers mean" that other tests hold: the sentence, the file, and words of the test's title. */
export const heldElsewhere: readonly (readonly [string, string, string])[] = [
  [
    'Ingest is checked in this order: cluster 404, token 401 or 403, feature 403 (audit_disabled), size 413, body 400, room 503 with Retry-After.',
    'src/api/routes/ingest.test.ts',
    'checks cluster, token, feature and size in this order',
  ],
  ['… room 503 with Retry-After.', 'test/flows/durability.test.ts', 'answers 503 with Retry-After at its budget'],
  ['A 200 means on disk and synced …', 'test/flows/identity.test.ts', 'kill -9 between acknowledgement and hand-over loses nothing'],
  ['An idle server shows an event within 1 s of its 200.', 'test/flows/contract-events.test.ts', 'an idle server shows an event within a second of its 200'],
  ['equal bytes in two clusters are two events.', 'test/flows/identity.test.ts', 'equal bytes in two clusters are two events'],
  [
    'following it gives every event that was there at the first page exactly once, in order',
    'test/flows/contract-events.test.ts',
    'a walk by cursor gives every event once, in order',
  ],
  [
    'later arrivals are not in it; with other parameters it is bad_parameter; it outlives restarts.',
    'test/flows/contract-events.test.ts',
    'what arrives later is not in a cursor, which outlives a restart and goes with no other parameters',
  ],
  ['asc is the exact reverse of desc.', 'test/flows/contract-events.test.ts', 'asc is the exact reverse of desc, also folded'],
  ['export asc, by the order of §4', 'test/flows/exactness.test.ts', 'export is in order, asc by default'],
  ['limit 100 (at most 10,000; more is bad_parameter)', 'test/flows/contract-events.test.ts', 'limit is 100 when absent, and from 1 to 10,000'],
  ['Time: any RFC 3339 offset … Digits past microseconds', 'test/flows/contract-events.test.ts', 'from is inclusive, to exclusive, in any offset and by dates'],
  [
    'An event without a readable stageTimestamp stands at requestReceivedTimestamp, else at its arrival, and is marked.',
    'test/flows/contract-events.test.ts',
    'events without a readable stageTimestamp stand at the time next to it, and are marked',
  ],
  [
    '/events puts that text in unchanged (bytes that are not UTF-8 as U+FFFD)',
    'src/api/routes/events.test.ts',
    'puts the text of each event in unchanged, with U+FFFD for bytes that are no UTF-8',
  ],
  ['a line break between tokens as a blank.', 'test/flows/contract-export.test.ts', 'as NDJSON puts an event that came over several lines on one'],
  ['An export that fails midway breaks the connection, never ends cleanly.', 'src/api/routes/export.test.ts', 'breaks the connection when it fails midway'],
  ['CSV: RFC 4180 with header, columns …', 'test/flows/contract-export.test.ts', 'as CSV has the promised columns'],
  ["a cell that begins with = + - @ tab or CR gets a leading '.", 'test/flows/contract-export.test.ts', 'guards cells that a spreadsheet would run'],
  ['scalars as written; of a list each distinct element counts once an event.', 'test/flows/aggregates.test.ts', 'random questions'],
  [
    '400 query_syntax | unknown_field | bad_value (each with position … in q, and hint)',
    'test/flows/contract-events.test.ts',
    '%s is answered with %s, its place and a hint',
  ],
  ['408 time_limit', 'src/api/routes/events.test.ts', 'ends a search at the time limit'],
  ['Names of clusters, regions, logsets, topics', 'test/flows/contract-clusters.test.ts', 'the name %s is refused'],
  ['PUT again with the same content changes nothing.', 'test/flows/contract-clusters.test.ts', 'and the same again changes nothing'],
];
