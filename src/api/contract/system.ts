// What the process says about itself.
import { z } from 'zod';
import { json, type RouteContract } from './route-contract.ts';

const count = z.int().nullable();
const pair = z.tuple([z.int(), z.int()]);

export const healthAnswer = z
  .object({
    state: z
      .enum(['ok', 'held', 'doubt'])
      .describe(
        'held: events are acknowledged and wait in the spool, for want of disk. doubt: the engine may have lost rows, and is being put right by itself.',
      ),
    engineUp: z.boolean(),
    freeBytes: count.describe("Free bytes of the engine's disk; null for an engine elsewhere."),
    disk: z
      .object({
        events: z.int(),
        bytes: z.int().describe('Bytes of the events as received.'),
        diskBytes: z.int().describe('What the store takes for them.'),
        perDayBytes: z.int().describe('What the events of the last 24 hours take.'),
        keptBytes: z.int().describe('What is kept at this pace once retention removes as much as comes.'),
        fullInDays: z
          .number()
          .nullable()
          .describe('When the disk is full at this pace; null where retention comes first, nothing comes, or the disk is not known.'),
      })
      .nullable()
      .describe('Null while the store cannot be asked.'),
    spool: z.object({
      waitingBytes: z.int(),
      tailBytes: z.int().describe('Bytes that are stored and kept a while, to be written again where the engine loses them.'),
    }),
    damagedParts: z.array(
      z.object({
        table: z.string(),
        part: z.string().describe("The engine's name of it."),
        foundAt: z.iso.datetime(),
        reason: z.string(),
        rows: count.describe('Null where the part does not tell any more.'),
        day: z.string().nullable().describe('UTC day of its events.'),
        sequences: pair.nullable().describe('Oldest and newest sequence of its rows, where they could be read.'),
        saved: z.boolean().describe('True where all of its rows could be read and stand in a new part.'),
      }),
    ),
    missing: z
      .object({ events: z.int(), sequences: z.array(pair), from: z.iso.datetime(), to: z.iso.datetime() })
      .nullable()
      .describe('Events that were stored and are gone after damage: how many, of which bodies, between which times. Null: none.'),
  })
  .meta({ id: 'Health' });
export type HealthAnswer = z.infer<typeof healthAnswer>;

export const systemRoutes = {
  livez: {
    method: 'GET',
    path: '/livez',
    summary: 'The process answers.',
    access: 'open',
    answer: { type: 'text/plain', sentence: '`ok`' },
    errors: [],
  },
  readyz: {
    method: 'GET',
    path: '/readyz',
    summary: 'Bodies can be acknowledged and questions answered.',
    access: 'open',
    answer: { type: 'text/plain', sentence: '`ok`' },
    errors: ['unavailable'],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics for Prometheus.',
    access: 'open',
    answer: { type: 'text/plain', sentence: 'The Prometheus text format.' },
    errors: [],
  },
  health: {
    method: 'GET',
    path: '/api/v1/health',
    summary: 'The state of engine, disk and spool; damage, and what is missing because of it.',
    access: 'signedIn',
    answer: json(healthAnswer),
    errors: [],
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document.',
    access: 'open',
    answer: { type: 'application/json', sentence: 'OpenAPI 3.1.' },
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
