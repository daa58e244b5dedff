// What could not be taken as events: listed, downloaded, tried again, removed.
import { z } from 'zod';
import { quarantineReasons, type QuarantineReason } from '../../audit/read-body.ts';
import { name, nameList, text, wholeNumber } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

const reasons = Object.keys(quarantineReasons) as [QuarantineReason, ...QuarantineReason[]];
const maxEntries = 1000;

const id = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');

export const quarantineEntry = z
  .object({
    id: z.string().describe('SHA-256 of cluster, a NUL byte, and the bytes.'),
    cluster: z.string().describe('Empty for bytes of a damaged spool whose cluster cannot be told.'),
    source: z.string().describe('Who sent it first.'),
    reason: z.enum(reasons),
    sentence: z.string(),
    bytes: z.int().describe('Size as received.'),
    isCut: z.boolean().describe('True where only the first bytes are kept, because the quarantine was full.'),
    times: z.int().describe('How often the same bytes came.'),
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    takenAt: z.iso.datetime().nullable().describe('When a later try made events of it.'),
  })
  .meta({ id: 'QuarantineEntry' });
export type QuarantineEntryAnswer = z.infer<typeof quarantineEntry>;

export const quarantineList = z.object({
  entries: z.array(quarantineEntry).describe('Last seen first.'),
  cursor: z.string().nullable(),
  total: z.int().describe('Entries that match.'),
  bytes: z.int().describe('Bytes of the whole quarantine on disk.'),
});
export type QuarantineList = z.infer<typeof quarantineList>;

export const retryAnswer = z.object({
  tried: z.int(),
  taken: z.int().describe('Entries of which events were made.'),
  stillBad: z.int(),
  noCluster: z.int().describe('Entries whose cluster is gone or has auditing disabled.'),
  events: z.object({ accepted: z.int(), duplicates: z.int() }),
});
export type RetryAnswer = z.infer<typeof retryAnswer>;

const params = z.strictObject({ id });

export const quarantineRoutes = {
  listQuarantine: {
    method: 'GET',
    path: '/api/v1/quarantine',
    summary: 'What arrived and is no audit event, kept as it came.',
    access: 'signedIn',
    query: z.strictObject({
      cluster: nameList.optional(),
      reason: z.enum(reasons, `must be one of ${reasons.join(', ')}`).optional(),
      limit: wholeNumber(1, maxEntries).optional(),
      cursor: text.optional().describe('From the page before.'),
    }),
    answer: json(quarantineList),
    errors: ['bad_parameter'],
  },
  getQuarantineEntry: {
    method: 'GET',
    path: '/api/v1/quarantine/{id}',
    summary: 'One entry.',
    access: 'signedIn',
    params,
    answer: json(quarantineEntry),
    errors: ['not_found'],
  },
  getQuarantineBytes: {
    method: 'GET',
    path: '/api/v1/quarantine/{id}/bytes',
    summary: 'The bytes as received.',
    access: 'signedIn',
    params,
    answer: { type: 'application/octet-stream', sentence: 'The bytes, to be saved and never shown as a page.' },
    errors: ['not_found'],
  },
  retryQuarantine: {
    method: 'POST',
    path: '/api/v1/quarantine/retry',
    summary: 'Tries entries again, as after an upgrade.',
    access: 'signedIn',
    body: z.strictObject({ cluster: name.optional(), ids: z.array(id).max(maxEntries).optional() }).optional(),
    answer: json(retryAnswer),
    errors: ['not_found', 'unavailable'],
  },
  removeQuarantineEntry: {
    method: 'DELETE',
    path: '/api/v1/quarantine/{id}',
    summary: 'Removes one entry for good.',
    access: 'signedIn',
    params,
    answer: null,
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteContract>;
