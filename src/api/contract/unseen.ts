// What an answer cannot show, and why: not sent, not kept, lost, not recorded by a rule of a policy, or filtered out by the query itself.
import { z } from 'zod';
import { levels, stages } from '../../audit/vocabulary.ts';
import { completenessAnswer } from './completeness.ts';
import { countQuery, searchErrors } from './events.ts';
import { json, type RouteContract } from './route-contract.ts';

const moment = z.iso.datetime();

const hidingRule = z.object({
  rule: z.int().nullable().describe('Index of the rule, from 0; null: no rule matches, and so nothing is recorded.'),
  line: z.int().nullable().describe('Where it begins in the text, from 1.'),
  text: z.string().nullable().describe('The rule as written; cut where it is long.'),
  takes: z
    .enum(['all', 'rest', 'some'])
    .describe('`all`: every such request, for certain; `rest`: those that the rules before it leave; `some`: perhaps some of them.'),
  hides: z
    .enum(['dropped', 'level', 'stage', 'body'])
    .describe(
      'dropped: nothing is recorded. level: less than the query asks for. stage: the only stages that could show it are left out. body: it may stand in a body, and none is recorded.',
    ),
  level: z.enum(levels),
  omitStages: z.array(z.enum(stages)),
  droppedEvents: z.int().nullable().describe('Of policies on arrival: events that this rule did not keep in these hours.'),
});
export type HidingRule = z.infer<typeof hidingRule>;

const gapCause = completenessAnswer.shape.instances.element.shape.hours.element.shape.causes.element.pick({ cause: true, events: true, plugin: true });

export const unseenReason = z
  .discriminatedUnion('why', [
    z.object({ why: z.literal('disabled') }).describe('Cluster Audit is not enabled.'),
    z.object({ why: z.literal('nothing_sent') }).describe('No event is stored.'),
    z.object({ why: z.literal('after_last'), newest: moment }).describe('The range lies after the newest event.'),
    z.object({ why: z.literal('before_first'), oldest: moment, isAll: z.boolean() }).describe('The range, or its beginning, lies before the oldest event.'),
    z.object({ why: z.literal('retention'), topic: z.string(), retentionDays: z.int(), removedBefore: moment }).describe('Older events were removed.'),
    z
      .object({ why: z.literal('gap'), from: moment, to: moment, atLeast: z.int(), atMost: z.int(), causes: z.array(gapCause) })
      .describe('Events of these hours were made and are not here.'),
    z.object({ why: z.literal('not_counted') }).describe('No API server tells how many events it made: nobody can say whether any are missing.'),
    z
      .object({
        why: z.literal('policy'),
        by: z.enum(['api_server', 'arrival']),
        topic: z.string().nullable().describe('Of policies on arrival.'),
        version: z.int(),
        since: moment,
        until: moment.nullable(),
        verdict: z
          .enum(['all', 'usual', 'some', 'none'])
          .describe(
            "all: nothing of what is asked for is recorded, for certain. usual: the same for resources of Kubernetes' own API group, without subresources. some: rules hide a part, or may. none: no rule is known to hide it.",
          ),
        rules: z.array(hidingRule).describe('Those that hide, in the order of the policy.'),
        moreRules: z.int(),
      })
      .describe('What a policy that was in force in this time does to such requests.'),
    z.object({ why: z.literal('policy_unknown') }).describe('Nobody told the policy of the API servers: PUT /api/v1/clusters/{cluster}/policy.'),
  ])
  .meta({ id: 'UnseenReason' });
export type UnseenReason = z.infer<typeof unseenReason>;

const relaxed = z.object({
  without: z.enum(['term', 'range', 'cluster']),
  text: z.string().describe('The condition that was left out; empty for range and cluster.'),
  q: z.string().describe('The query that is left.'),
  count: z.int().describe('So many events match then.'),
});
export type RelaxedQuery = z.infer<typeof relaxed>;

export const unseenAnswer = z.object({
  count: z.int().describe('Events that match.'),
  isImpossible: z.boolean().describe('No event can match, whatever is stored: the query contradicts itself.'),
  never: z
    .array(z.enum(['requestObject', 'responseObject', 'stage']))
    .describe('Such requests never have this body; `stage`: at this stage an event has nothing of what is asked for.'),
  clusters: z.array(z.object({ cluster: z.string(), reasons: z.array(unseenReason) })),
  moreClusters: z.int().describe('So many clusters were not looked at.'),
  relaxed: z.array(relaxed).describe('Where nothing matches: conditions that alone keep everything out.'),
});
export type UnseenAnswer = z.infer<typeof unseenAnswer>;

export const unseenRoutes = {
  getUnseen: {
    method: 'GET',
    path: '/api/v1/unseen',
    summary: 'Why an answer is empty or thin: what was not sent, not kept, lost, not recorded by a policy, or filtered out.',
    access: 'signedIn',
    query: countQuery,
    answer: json(unseenAnswer),
    errors: [...searchErrors, 'not_found'],
  },
} as const satisfies Record<string, RouteContract>;
