// Who is asking: a bearer token, or the session cookie of a browser on this very site.
import type { FastifyRequest } from 'fastify';
import { AppError } from '../lib/app-error.ts';
import type { Access, Principal } from '../access/access.ts';
import { sessionCookie } from './contract/session.ts';
import { readCookie } from './cookies.ts';

/** Who is asking, and by what. */
export interface Caller {
  readonly principal: Principal;
  readonly via: 'session' | 'token';
  /** Milliseconds since the epoch; null = does not end by itself. */
  readonly expiresAt: number | null;
}

/** The caller; throws `unauthenticated`, or `forbidden` where another site sends the cookie along. */
export function authenticate(request: FastifyRequest, access: Access): Caller {
  const token = readBearer(request.headers.authorization);
  if (token !== null) {
    const principal = access.authenticateBearer(token);
    if (principal === null) throw new AppError('unauthenticated', 'The token is not valid.', { hint: 'It may have been removed or mistyped.' });
    return { principal, via: 'token', expiresAt: null };
  }
  const secret = readCookie(request.headers.cookie, sessionCookie);
  const session = secret === null ? null : access.authenticateSession(secret);
  if (session === null) throw new AppError('unauthenticated', 'Nobody is signed in.', { hint: 'Send Authorization: Bearer TOKEN, or sign in at the console.' });
  refuseOtherSites(request);
  return { principal: session.principal, via: 'session', expiresAt: session.expiresAt };
}

/** The token of an `Authorization: Bearer` header, or null. */
export function readBearer(header: string | undefined): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(header ?? '');
  return match === null ? null : match[1];
}

/** Browsers say where a request comes from: a cookie counts only for pages of this site. */
export function refuseOtherSites(request: FastifyRequest): void {
  if (request.method === 'GET') return;
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  // Where a browser leaves Sec-Fetch-Site out (plain http, old ones), its Origin is compared.
  const isOwn = site === undefined ? origin === undefined || hostOf(origin) === request.host : site === 'same-origin' || site === 'none';
  if (!isOwn) throw new AppError('forbidden', 'Another site may not act for you.', { hint: 'Use the console at its own address.' });
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
