// Taking events in: what a sender may ask for and what it is answered.
import { z } from 'zod';
import { name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const ingestParams = z.strictObject({ cluster: name });
export const ingestTokenParams = z.strictObject({ cluster: name, token: z.string() });

export const ingestQuery = z.strictObject({
  wait: z.literal('stored', 'must be "stored"').optional().describe('Answer when the events are searchable.'),
  // kube-apiserver appends it over TLS; it says how long the sender waits, which changes nothing here.
  timeout: z.string().optional().describe('Sent by kube-apiserver; taken and not used.'),
});

/** By this header an agent names the API server whose events it sends: they carry it as `source`, `agent:NAME`. */
export const sourceHeader = 'x-cluster-audit-source';
export const sourceName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,119}$/;

export const ingestAnswer = z.object({
  received: z.int().describe('Readable events: on disk and synced.'),
  accepted: z.int().optional().describe('With wait=stored: events that are new.'),
  duplicates: z.int().optional().describe('With wait=stored: events that were there already.'),
  quarantined: z.int().optional().describe('With wait=stored: items that are not audit events.'),
  dropped: z.int().optional().describe("With wait=stored: events that the topic's policy did not keep."),
});
export type IngestResult = z.infer<typeof ingestAnswer>;

const ingestErrors = ['not_found', 'unauthenticated', 'forbidden', 'audit_disabled', 'too_large', 'unreadable_body', 'unavailable'] as const;
const ingestTypes = ['application/json', 'application/x-ndjson'] as const;

export const ingestRoutes = {
  ingest: {
    method: 'POST',
    path: '/ingest/v1/{cluster}',
    summary: 'Takes events; answers 200 when they are on disk.',
    access: 'sender',
    params: ingestParams,
    query: ingestQuery,
    bodyTypes: ingestTypes,
    answer: json(ingestAnswer),
    errors: ingestErrors,
  },
  ingestByPath: {
    method: 'POST',
    path: '/ingest/v1/{cluster}/{token}',
    summary: 'The same with the token in the path, for plain http.',
    access: 'sender',
    params: ingestTokenParams,
    query: ingestQuery,
    bodyTypes: ingestTypes,
    answer: json(ingestAnswer),
    errors: ingestErrors,
  },
} as const satisfies Record<string, RouteContract>;
