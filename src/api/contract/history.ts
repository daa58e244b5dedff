// The history of one object: its versions, and what is not known.
import { z } from 'zod';
import { relations } from '../../story/history/family.ts';
import { gapKinds } from '../../story/history/step.ts';
import { whyNames } from '../../story/history/why.ts';
import { flag, name, text } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const historyQuery = z.strictObject({
  cluster: name,
  apiGroup: text.optional().describe('Absent or empty = the core group.'),
  resource: text.min(1, 'must not be empty').describe('In the plural, as in the address: deployments.'),
  namespace: text.optional().describe('Absent or empty = the object has none.'),
  name: text.min(1, 'must not be empty'),
  from: text.optional().describe('RFC 3339, YYYY-MM-DD, now, -15m or now-15m (s m h d w).'),
  to: text.optional(),
  bodies: flag.optional().describe('false = versions without their bodies, as for an overview; `bodyFrom` still says where there is one.'),
  partBodies: flag.optional().describe('Writes through subresources with the object after them, too.'),
  owners: flag.optional().describe('Whose object it is, owner by owner, each with its last change of its own before.'),
});
export type HistoryQuery = z.infer<typeof historyQuery>;

const version = z
  .object({
    id: z.string().describe('Of the event.'),
    time: z.string().describe('Its stageTimestamp.'),
    actor: z.string().describe('The authenticated user; "" = nobody.'),
    actingAs: z.string().optional().describe('The impersonated user.'),
    verb: z.string(),
    code: z.int(),
    body: z.looseObject({}).nullable().describe('The object after it; text unchanged where it is the answer of the API server.'),
    bodyFrom: z
      .enum(['answer', 'request', 'patch'])
      .optional()
      .describe('The answer as received; what the client sent; or a patch applied to the version before.'),
    reason: z.string().optional().describe('Why there is no body, or another than the answer.'),
    reasonCode: z.enum(whyNames).optional().describe('The same by its name.'),
    life: z.int().describe('Objects of the same name follow one another: 0, 1, …'),
    uid: z.string().optional(),
    noOp: z.boolean().optional().describe('True = it changed nothing; absent = nobody can tell.'),
    deleted: z.literal(true).optional().describe('After it the object is gone.'),
  })
  .meta({ id: 'ObjectVersion' });
export type ObjectVersion = z.infer<typeof version>;

const part = z
  .object({
    id: z.string(),
    time: z.string(),
    actor: z.string(),
    actingAs: z.string().optional(),
    verb: z.string(),
    subresource: z.string(),
    code: z.int(),
    life: z.int(),
    sets: z.string().optional().describe('The field of the object that it is known to set.'),
    value: z.string().optional().describe('The value, as text.'),
    body: z.looseObject({}).nullable().optional().describe('The object after it, where `partBodies` asks for it; null where nobody can tell.'),
  })
  .meta({ id: 'ObjectPartWrite' });

export const historyAnswer = z
  .object({
    versions: z.array(version).describe('Each successful write of the object itself, oldest first.'),
    parts: z.array(part).describe('Successful writes through its subresources (scale, status, binding, …), oldest first.'),
    gaps: z
      .array(
        z.object({
          from: z.string().nullable(),
          to: z.string(),
          why: z.string(),
          kind: z.enum(gapKinds).describe('What is not known: `older` writes, `bodies`, writes that left only a trace (`generation`, `version`), …'),
          count: z.int().optional().describe('Versions without a body; writes that are not on record.'),
          reasons: z.array(z.enum(whyNames)).optional(),
          removal: z.object({ id: z.string(), actor: z.string(), isCertain: z.boolean() }).optional().describe('The event of a deletion of many.'),
        }),
      )
      .describe('Stretches of which something is not known; from null = before anything is on record.'),
    owners: z
      .array(
        z.object({
          apiGroup: z.string(),
          resource: z.string(),
          namespace: z.string(),
          kind: z.string(),
          name: z.string(),
          uid: z.string(),
          change: z
            .object({ id: z.string(), time: z.string(), actor: z.string(), verb: z.string() })
            .nullable()
            .describe('Its last write that changed something, at or before the time of what it owns.'),
        }),
      )
      .optional(),
    exact: z.boolean().describe('False = there are more events than are read at once: only the newest are told.'),
  })
  .meta({ id: 'ObjectHistory' });
export type HistoryAnswer = z.infer<typeof historyAnswer>;

export const familyQuery = historyQuery.pick({ cluster: true, apiGroup: true, resource: true, namespace: true, name: true });

export const familyAnswer = z
  .object({
    members: z
      .array(
        z.object({
          apiGroup: z.string(),
          resource: z.string(),
          namespace: z.string(),
          name: z.string(),
          uid: z.string().optional(),
          relation: z.enum(relations).describe('What it is to the object that was asked for.'),
          depth: z.int().describe('How many owners are above it.'),
        }),
      )
      .describe('From the topmost owner down, each followed by what it owns.'),
    exact: z.boolean().describe('False = there are more than are told.'),
  })
  .meta({ id: 'ObjectFamily' });
export type FamilyAnswer = z.infer<typeof familyAnswer>;

export const historyRoutes = {
  objectHistory: {
    method: 'GET',
    path: '/api/v1/objects/history',
    summary: 'The versions of an object, oldest first.',
    access: 'signedIn',
    query: historyQuery,
    answer: json(historyAnswer),
    errors: ['not_found', 'bad_parameter', 'time_limit', 'busy', 'unavailable'],
  },
  objectFamily: {
    method: 'GET',
    path: '/api/v1/objects/family',
    summary: 'What owns an object and what it owns, as bodies on record say.',
    access: 'signedIn',
    query: familyQuery,
    answer: json(familyAnswer),
    errors: ['not_found', 'bad_parameter', 'time_limit', 'busy', 'unavailable'],
  },
} as const satisfies Record<string, RouteContract>;
