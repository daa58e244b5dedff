// What the process says about itself.
import { type RouteContract } from './route-contract.ts';

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
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document.',
    access: 'open',
    answer: { type: 'application/json', sentence: 'OpenAPI 3.1.' },
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
