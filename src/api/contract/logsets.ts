// Logsets and log topics as the API shows and takes them.
import { z } from 'zod';
import { name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const logsetEntry = z.object({ name: z.string(), createdAt: z.iso.datetime() }).meta({ id: 'Logset' });
export type LogsetEntry = z.infer<typeof logsetEntry>;

export const logsetList = z.object({ logsets: z.array(logsetEntry) });
export type LogsetList = z.infer<typeof logsetList>;

export const topicEntry = z
  .object({
    name: z.string(),
    logset: z.string(),
    retentionDays: z.int(),
    usedBy: z.string().nullable().describe('The cluster whose audit events go here.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Topic' });
export type TopicEntry = z.infer<typeof topicEntry>;

export const topicList = z.object({ topics: z.array(topicEntry) });
export type TopicList = z.infer<typeof topicList>;

export const nameParams = z.strictObject({ name });

export const logsetContent = z.strictObject({}).optional();

const maxRetentionDays = 36_500;

export const topicContent = z.strictObject({ logset: name, retentionDays: z.int().min(1).max(maxRetentionDays) });
export type TopicContent = z.infer<typeof topicContent>;

export const logsetRoutes = {
  listLogsets: {
    method: 'GET',
    path: '/api/v1/logsets',
    summary: 'All logsets.',
    access: 'signedIn',
    answer: json(logsetList),
    errors: [],
  },
  getLogset: {
    method: 'GET',
    path: '/api/v1/logsets/{name}',
    summary: 'One logset.',
    access: 'signedIn',
    params: nameParams,
    answer: json(logsetEntry),
    errors: ['not_found'],
  },
  putLogset: {
    method: 'PUT',
    path: '/api/v1/logsets/{name}',
    summary: 'Creates a logset.',
    access: 'signedIn',
    params: nameParams,
    body: logsetContent,
    answer: json(logsetEntry),
    errors: [],
  },
  listTopics: {
    method: 'GET',
    path: '/api/v1/topics',
    summary: 'The log topics.',
    access: 'signedIn',
    answer: json(topicList),
    errors: [],
  },
  getTopic: {
    method: 'GET',
    path: '/api/v1/topics/{name}',
    summary: 'One log topic.',
    access: 'signedIn',
    params: nameParams,
    answer: json(topicEntry),
    errors: ['not_found'],
  },
  putTopic: {
    method: 'PUT',
    path: '/api/v1/topics/{name}',
    summary: 'Creates or changes a log topic.',
    access: 'signedIn',
    params: nameParams,
    body: topicContent,
    answer: json(topicEntry),
    errors: ['not_found', 'conflict'],
  },
} as const satisfies Record<string, RouteContract>;
