// Asking for events: lists, single events, export, counts and the table of fields.
import { z } from 'zod';
import { sentenceLanguages } from '../../story/tell.ts';
import { flag, nameList, text, wholeNumber } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const maxLimit = 10_000;
export const defaultLimit = 100;
export const maxSentences = 1_000;

const when = text.meta({ description: 'RFC 3339, YYYY-MM-DD, now, -15m or now-15m (s m h d w).' });
const order = z.enum(['asc', 'desc'], 'must be asc or desc');

/** Which events: shared by everything that searches. */
export const selection = {
  q: text.optional().describe('The query; absent or empty = everything.'),
  from: when.optional(),
  to: when.optional(),
  cluster: nameList.optional(),
  topic: nameList.optional(),
};

export const eventsQuery = z.strictObject({
  ...selection,
  limit: wholeNumber(1, maxLimit).optional(),
  cursor: text.optional().describe('From the page before; the other parameters must be absent or the same (limit may change).'),
  order: order.optional(),
  fold: flag.optional().describe('One row a request (default), or every event.'),
  sentences: z
    .enum(sentenceLanguages, 'must be en or zh')
    .optional()
    .describe('Each row with a `sentence`, in English or in Chinese; with a limit of at most 1,000.'),
});
export type EventsQuery = z.infer<typeof eventsQuery>;

export const exportQuery = z.strictObject({
  ...selection,
  format: z.enum(['ndjson', 'csv'], 'must be ndjson or csv').optional(),
  order: order.optional(),
  fields: text.optional().describe('Columns of the CSV, with commas between them.'),
});
export type ExportQuery = z.infer<typeof exportQuery>;

export const countQuery = z.strictObject(selection);
export type CountQuery = z.infer<typeof countQuery>;
export type SelectionQuery = CountQuery;

export const countAnswer = z.object({ count: z.int() });
export type CountAnswer = z.infer<typeof countAnswer>;

export const eventRow = z
  .object({
    id: z.string(),
    cluster: z.string(),
    topic: z.string(),
    source: z.string().describe('The observation point it came by: `token:ID`, `admin`.'),
    receivedAt: z.iso.datetime(),
    version: z.string().describe('The version of audit.k8s.io it came in.'),
    timeIsGuessed: z.literal(true).optional().describe('It stands at a time that is not its own stageTimestamp, because that cannot be read.'),
    auditIDReused: z.literal(true).optional().describe('Other requests carry the same auditID.'),
    stages: z
      .array(z.object({ id: z.string(), stage: z.string(), stageTimestamp: z.string().nullable() }))
      .optional()
      .describe('Folded rows: all stored events of this request, in order.'),
    sentence: z.string().optional().describe('The request in one line of plain text, where `sentences` asks for it.'),
    event: z.looseObject({}).describe('The event, its text unchanged.'),
  })
  .meta({ id: 'EventRow' });
export type EventRow = z.infer<typeof eventRow>;

const edge = z.iso.datetime().nullable();

export const eventsAnswer = z.object({
  events: z.array(eventRow),
  cursor: z.string().nullable().describe('Continue with it; null at the end.'),
  exact: z.boolean().describe('False = a limit cut the search; `scanned` is then what was searched in full.'),
  scanned: z.object({ from: edge, to: edge }),
  tookMs: z.number(),
});
export type EventsAnswer = z.infer<typeof eventsAnswer>;

export const eventParams = z.strictObject({ id: z.string().max(64) });

const time = z.iso.datetime().nullable();

export const eventBlock = z
  .object({
    place: z.int().describe("The event's place among the items of its body, from 0."),
    block: z.object({
      sequence: z.int().describe('Place of the body in the order of arrival.'),
      cluster: z.string(),
      topic: z.string(),
      source: z.string().describe('The observation point it came by.'),
      receivedAt: z.iso.datetime(),
      received: z.int().describe('Readable events: accepted, duplicates and dropped ones.'),
      accepted: z.int(),
      duplicates: z.int(),
      dropped: z.int().describe("Events that the topic's policy did not keep."),
      quarantined: z.int(),
      bytes: z.int().describe('Length of the body as received, unpacked; of its part where a large body was taken in parts.'),
      sha256: z.string().describe('SHA-256 of these bytes.'),
      first: time.describe('The times between which its events stand.'),
      last: time,
    }),
  })
  .meta({ id: 'EventBlock' });
export type EventBlock = z.infer<typeof eventBlock>;

export const fieldList = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      origin: z.string(),
      facet: z.boolean(),
      sensitive: z.boolean(),
      sentence: z.string(),
    }),
  ),
  openRoots: z.array(z.string()).describe('Below these any path may be asked for.'),
});
export type FieldList = z.infer<typeof fieldList>;

export const searchErrors = ['query_syntax', 'unknown_field', 'bad_value', 'bad_parameter', 'time_limit', 'busy', 'unavailable'] as const;

export const eventRoutes = {
  listEvents: {
    method: 'GET',
    path: '/api/v1/events',
    summary: 'Events that match, newest first.',
    access: 'signedIn',
    query: eventsQuery,
    answer: json(eventsAnswer),
    errors: searchErrors,
  },
  getEvent: {
    method: 'GET',
    path: '/api/v1/events/{id}',
    summary: 'One event as received.',
    access: 'signedIn',
    params: eventParams,
    answer: { type: 'application/json', sentence: 'The event, byte for byte.' },
    errors: ['not_found', 'unavailable'],
  },
  getEventBlock: {
    method: 'GET',
    path: '/api/v1/events/{id}/block',
    summary: 'The received body that an event came in: counts, times, and the digest of its bytes.',
    access: 'signedIn',
    params: eventParams,
    answer: json(eventBlock),
    errors: ['not_found', 'unavailable'],
  },
  exportEvents: {
    method: 'GET',
    path: '/api/v1/export',
    summary: 'A stream of every match.',
    access: 'signedIn',
    query: exportQuery,
    answer: { type: 'application/x-ndjson', sentence: 'One event a line, byte for byte; or CSV.' },
    errors: searchErrors,
  },
  countEvents: {
    method: 'GET',
    path: '/api/v1/count',
    summary: 'How many events match.',
    access: 'signedIn',
    query: countQuery,
    answer: json(countAnswer),
    errors: searchErrors,
  },
  listFields: {
    method: 'GET',
    path: '/api/v1/fields',
    summary: 'The fields that can be asked for.',
    access: 'signedIn',
    answer: json(fieldList),
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
