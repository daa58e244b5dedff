// Whether anything is missing: the account of each API server, reports of agents, and API servers whose metrics this server reads itself.
import { z } from 'zod';
import { sourceName } from './ingest.ts';
import { clusterParams, name, text } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

const when = text.meta({ description: 'RFC 3339, YYYY-MM-DD, now, -15m or now-15m (s m h d w).' });
const moment = z.iso.datetime();
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Milliseconds since the epoch. */
const millis = z.int().min(0).max(8.64e15);

export const instanceName = z.string().regex(sourceName, 'must be letters, digits and . _ : - only, at most 120');
export const instanceParams = z.strictObject({ cluster: name, instance: instanceName });

const status = z.enum(['complete', 'incomplete', 'settling', 'unknown']);
const missing = z
  .object({
    atLeast: z.int().describe('So many are missing for certain.'),
    atMost: z.int().describe('Not more than these; the same number once a quiet moment was seen.'),
  })
  .describe('Events that were made and are neither stored nor dropped by a policy of the topic.');

const cause = z.object({
  cause: z
    .enum(['failed_there', 'quarantined', 'agent_missed', 'unexplained'])
    .describe('Dropped by the API server; received, and no event; gone before the agent could read it; nothing on record explains it.'),
  events: z.int(),
  plugin: z.string().optional().describe('Of failed_there: log, webhook, buffered or truncate.'),
  recovered: z.int().optional().describe("Of failed_there: so many of them are here as metadata, made of the API server's own log."),
  records: z.array(z.string()).optional().describe('Of agent_missed: ids of `records`.'),
});

const hour = z.object({
  hour: moment,
  status,
  from: moment.describe('What was made after this …'),
  to: moment.describe('… and up to this is counted here.'),
  made: z.int().describe('By the counter of the API server.'),
  stored: z.int().describe('Events of its sources that stand up to then; while it is busy a few of them may not be in `made` yet.'),
  droppedByPolicy: z.int().describe("Received, and not kept by the topic's policy."),
  quarantined: z.int().describe('Pieces that arrived and are no event.'),
  failedThere: z.record(z.string(), z.int()).describe('By plugin, as the API server counts them; of all its ways, not only of the one to us.'),
  missing,
  causes: z.array(cause),
});

const instance = z.object({
  instance: z.string(),
  sources: z.array(z.string()).describe('Its events carry one of these as `source`.'),
  status,
  reasons: z
    .array(z.enum(['no_instance', 'no_scrape', 'silent', 'shared_source', 'no_source', 'trouble', 'behind']))
    .describe('Why it is not known, or not yet; `shared_source`: events of several API servers cannot be told apart.'),
  trouble: z.string().nullable().describe('Why its counters could not be read the last time.'),
  knownFrom: moment.nullable(),
  knownTo: moment.nullable().describe('Up to here every event is accounted for.'),
  reportedAt: moment.nullable(),
  unreadBytes: z.int().nullable().describe('What its agent has still to deliver; null without an agent.'),
  oldestUnreadAt: moment.nullable(),
  clockAheadMs: z.int().nullable().describe('By how much the clock of the reporter is ahead of the clock of this server.'),
  metrics: z
    .object({ url: z.string(), everySeconds: z.int() })
    .nullable()
    .describe('Where this server reads its counters by itself; null where an agent does.'),
  missing,
  hours: z.array(hour),
  unaccounted: z
    .array(z.object({ from: moment.nullable(), to: moment, why: z.enum(['before_first_scrape', 'restart', 'counters_ran_back']) }))
    .describe('Times of which nobody can say whether anything is missing.'),
  canary: z
    .object({
      sent: z.int(),
      seen: z.int(),
      pending: z.int().describe('Sent within the last ten minutes and not seen yet.'),
      slowestMs: z.int().nullable().describe('From the request to its arrival here.'),
      lastMs: z.int().nullable(),
    })
    .nullable()
    .describe('Requests made to be found again; null where none were made.'),
});
export type CompletenessInstance = z.infer<typeof instance>;

const record = z.object({
  id: z.string(),
  instance: z.string(),
  kind: z.string().describe('truncated, rotated_away, line_too_long, unreadable, torn_line.'),
  at: moment.describe('When it was noticed.'),
  file: z.string(),
  from: z.int().describe('Offset in the file.'),
  bytes: z.int().nullable(),
  events: z.int().nullable().describe('Null where nobody can know: the hours then tell how many.'),
  sentence: z.string(),
});

const arrival = z.object({
  source: z.string(),
  received: z.int(),
  accepted: z.int(),
  duplicates: z.int(),
  droppedByPolicy: z.int(),
  quarantined: z.int(),
  late: z.int().describe('Events that came more than `lateHours` after their time.'),
  future: z.int().describe('Events that stand more than 2 s after their arrival: a clock is ahead.'),
  skewMs: z.int().nullable().describe('The least by which arrival was later than the time of the event; below zero, its clock is ahead.'),
  delayMs: z.int().nullable().describe('The most.'),
});

export const completenessAnswer = z.object({
  cluster: z.string(),
  from: moment,
  to: moment,
  status,
  reasons: z.array(z.string()),
  missing,
  isFresh: z.boolean().describe('False where the store could not be asked just now: the answer is of an earlier look.'),
  hours: z.array(
    z.object({ hour: moment, status, made: z.int(), stored: z.int(), droppedByPolicy: z.int(), missing }).describe('All API servers of the cluster.'),
  ),
  instances: z.array(instance),
  records: z.array(record).describe('What agents could not deliver, noticed in this time.'),
  arrivals: z.array(arrival).describe('What came in in these hours, by source.'),
});
export type CompletenessResult = z.infer<typeof completenessAnswer>;

const counters = z.record(z.string().max(64), count).refine((map) => Object.keys(map).length <= 32, 'has too many entries');
const mark = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hex digits');
const maxItems = 2000;

export const reportContent = z.strictObject({
  now: millis,
  scrapes: z.array(z.strictObject({ start: millis, begun: millis, ended: millis, mark, events: count, failed: counters, levels: counters })).max(maxItems),
  missed: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits'),
        file: z.string().max(1000),
        from: count,
        bytes: count.nullable(),
        events: count.nullable(),
        why: z.string().regex(/^[a-z_]{1,40}$/),
        at: millis,
        sentence: z.string().max(500),
      }),
    )
    .max(maxItems),
  lag: z.strictObject({ unreadBytes: count, oldestUnreadAt: millis.nullable(), caughtUpAt: millis.nullable() }).nullable(),
  canaries: z.array(z.strictObject({ address: z.string().max(200), at: millis })).max(maxItems),
  trouble: z.string().max(500).nullable(),
});

const pem = z.string().max(100_000);

export const instanceContent = z.strictObject({
  sources: z.array(z.string().min(1).max(140)).max(16).describe('`agent:NAME`, `token:ID`, `certificate:NAME`: under which its events come.'),
  metrics: z
    .strictObject({
      url: z
        .string()
        .max(2000)
        .regex(/^https?:\/\/[^/\s@]+\//, 'must be an http(s) address with a path and without a password'),
      token: z.string().max(10_000).optional().describe('A bearer token that may `get` the nonResourceURL /metrics. Never given out again.'),
      ca: pem.optional().describe("PEM of the authority that signs the API server's certificate."),
      everySeconds: z.int().min(5).max(3600).optional().describe('30 if left out.'),
    })
    .optional()
    .describe('Where this server reads its counters by itself; left out, an agent reports them.'),
});
export type InstanceContent = z.infer<typeof instanceContent>;

export const instanceEntry = z.object({ instance: z.string(), sources: z.array(z.string()), metrics: instance.shape.metrics });
export type InstanceEntry = z.infer<typeof instanceEntry>;

const instancePath = '/api/v1/clusters/{cluster}/instances/{instance}';

export const completenessRoutes = {
  getCompleteness: {
    method: 'GET',
    path: '/api/v1/clusters/{cluster}/completeness',
    summary: 'Whether anything is missing: a number for each API server and hour, with its cause.',
    access: 'signedIn',
    params: clusterParams,
    query: z.strictObject({ from: when.optional(), to: when.optional() }),
    answer: json(completenessAnswer),
    errors: ['not_found', 'bad_parameter', 'unavailable'],
  },
  putInstance: {
    method: 'PUT',
    path: instancePath,
    summary: 'Says which sources are an API server, and where its counters are read.',
    access: 'signedIn',
    params: instanceParams,
    body: instanceContent,
    answer: json(instanceEntry),
    errors: ['not_found', 'conflict', 'bad_parameter'],
  },
  deleteInstance: {
    method: 'DELETE',
    path: instancePath,
    summary: 'Forgets an API server and its account; its events stay.',
    access: 'signedIn',
    params: instanceParams,
    answer: null,
    errors: ['not_found'],
  },
  report: {
    method: 'POST',
    path: `${instancePath}/reports`,
    summary: 'Takes the report of an agent; answers 200 when it is on disk.',
    access: 'sender',
    params: instanceParams,
    body: reportContent,
    answer: json(z.object({ taken: z.literal(true) })),
    errors: ['not_found', 'unauthenticated', 'forbidden', 'audit_disabled', 'conflict', 'unavailable'],
  },
} as const satisfies Record<string, RouteContract>;
