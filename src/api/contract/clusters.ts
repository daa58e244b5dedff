// Regions and clusters as the API shows and takes them.
import { z } from 'zod';
import { auditFeature } from './features.ts';
import { clusterParams, name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const regionList = z.object({ regions: z.array(z.object({ name: z.string() })) });
export type RegionList = z.infer<typeof regionList>;

export const clusterEntry = z
  .object({
    name: z.string(),
    region: z.string(),
    displayName: z.string(),
    createdAt: z.iso.datetime(),
    audit: auditFeature,
    lastEventAt: z.iso.datetime().nullable().describe('Time of the newest stored event; null without one, or while the store cannot answer.'),
    events: z.int().nullable().describe('Stored events; null while the store cannot answer.'),
    bytes: z.int().nullable().describe('Bytes of those events as received.'),
  })
  .meta({ id: 'Cluster' });
export type ClusterEntry = z.infer<typeof clusterEntry>;

export const clusterList = z.object({ clusters: z.array(clusterEntry) });
export type ClusterList = z.infer<typeof clusterList>;

const maxDisplayName = 200;

export const clusterContent = z.strictObject({
  region: name,
  displayName: z.string().max(maxDisplayName).optional(),
});
export type ClusterContent = z.infer<typeof clusterContent>;

export const clusterRoutes = {
  listRegions: {
    method: 'GET',
    path: '/api/v1/regions',
    summary: 'The regions.',
    access: 'signedIn',
    answer: json(regionList),
    errors: [],
  },
  listClusters: {
    method: 'GET',
    path: '/api/v1/clusters',
    summary: 'The clusters, with audit state and stored events.',
    access: 'signedIn',
    answer: json(clusterList),
    errors: [],
  },
  getCluster: {
    method: 'GET',
    path: '/api/v1/clusters/{cluster}',
    summary: 'One cluster.',
    access: 'signedIn',
    params: clusterParams,
    answer: json(clusterEntry),
    errors: ['not_found'],
  },
  putCluster: {
    method: 'PUT',
    path: '/api/v1/clusters/{cluster}',
    summary: 'Creates or changes a cluster.',
    access: 'signedIn',
    params: clusterParams,
    body: clusterContent,
    answer: json(clusterEntry),
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
