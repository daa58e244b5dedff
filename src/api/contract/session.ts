// Signing in from a browser.
import { z } from 'zod';
import { json, type RouteContract } from './route-contract.ts';

export const sessionCookie = 'cluster_audit_session';

export const sessionContent = z.strictObject({ token: z.string().min(1).max(4096) });
export type SessionContent = z.infer<typeof sessionContent>;

export const sessionAnswer = z.object({
  kind: z.literal('admin').describe('Who is asking.'),
  via: z.enum(['session', 'token']).describe('By cookie or by bearer token.'),
  expiresAt: z.iso.datetime().nullable(),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

export const signInLink = z.object({ url: z.url(), expiresAt: z.iso.datetime() });
export type SignInLinkAnswer = z.infer<typeof signInLink>;

export const signInParams = z.strictObject({ code: z.string().max(256) });

export const sessionRoutes = {
  getSession: {
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who am I.',
    access: 'signedIn',
    answer: json(sessionAnswer),
    errors: [],
  },
  postSession: {
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Sign in with a token: opens a session in a cookie.',
    access: 'open',
    body: sessionContent,
    answer: json(sessionAnswer),
    errors: ['unauthenticated', 'busy'],
  },
  deleteSession: { method: 'DELETE', path: '/api/v1/session', summary: 'Sign out.', access: 'open', answer: null, errors: [] },
  createSignInLink: {
    method: 'POST',
    path: '/api/v1/session/link',
    summary: 'Makes a sign-in link that works once.',
    access: 'signedIn',
    answer: json(signInLink),
    errors: [],
  },
  signIn: {
    method: 'GET',
    path: '/signin/{code}',
    summary: 'A sign-in link that works once.',
    access: 'open',
    params: signInParams,
    answer: { type: 'text/html', sentence: 'Opens a session and redirects to the console.', status: 303 },
    errors: ['unauthenticated'],
  },
} as const satisfies Record<string, RouteContract>;
