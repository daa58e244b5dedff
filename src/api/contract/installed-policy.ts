// The policy that the API servers of a cluster run, as somebody told it: with it an answer can name the rule that records less.
import { z } from 'zod';
import { maxPolicyCharacters } from '../../policy/read-text.ts';
import { clusterParams } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const installedPolicy = z
  .object({
    cluster: z.string(),
    version: z.int().nullable().describe('Null where it was never told.'),
    yaml: z.string().nullable().describe('The text; null: it is not known.'),
    versions: z
      .array(z.object({ version: z.int(), yaml: z.string().nullable(), toldAt: z.iso.datetime(), toldBy: z.string() }))
      .describe('Newest first. The oldest is taken to have been in force before it was told, too.'),
  })
  .meta({ id: 'InstalledPolicy' });
export type InstalledPolicyAnswer = z.infer<typeof installedPolicy>;

const path = '/api/v1/clusters/{cluster}/policy';

export const installedPolicyRoutes = {
  getInstalledPolicy: {
    method: 'GET',
    path,
    summary: 'The policy that the API servers of a cluster run, as it was told.',
    access: 'signedIn',
    params: clusterParams,
    answer: json(installedPolicy),
    errors: ['not_found'],
  },
  putInstalledPolicy: {
    method: 'PUT',
    path,
    summary: 'Tells the policy that the API servers run. Nothing is installed by it; the same text again changes nothing.',
    access: 'signedIn',
    params: clusterParams,
    body: z.strictObject({ policy: z.string('must be the text of a policy').max(maxPolicyCharacters) }),
    answer: json(installedPolicy),
    errors: ['not_found', 'policy_refused'],
  },
  deleteInstalledPolicy: {
    method: 'DELETE',
    path,
    summary: 'Says that the policy is not known any more. What was told before stays known for its time.',
    access: 'signedIn',
    params: clusterParams,
    answer: null,
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteContract>;
