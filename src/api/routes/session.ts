// Signing in and out: a token or a link becomes a session in a cookie.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NewSession } from '../../access/access.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ApiParts } from '../api-parts.ts';
import { refuseOtherSites, type Caller } from '../authenticate.ts';
import { baseUrl } from '../base-url.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import { sessionCookie, type SessionAnswer } from '../contract/session.ts';
import { readCookie, writeCookie } from '../cookies.ts';

export function bindSessionRoutes(bind: BindRoute, parts: ApiParts): void {
  const { access } = parts;

  bind(routes.getSession, ({ caller }) => answerOf(caller as Caller));

  bind(routes.postSession, ({ body, raw }, reply) => {
    refuseOtherSites(raw);
    const session = access.signIn(body.token);
    if (session === null) throw new AppError('unauthenticated', 'The token is not valid.', { hint: 'Use the admin token that the first start showed.' });
    setCookie(raw, reply, parts, session);
    return answerOf({ principal: { kind: 'admin' }, via: 'session', expiresAt: session.expiresAt });
  });

  bind(routes.deleteSession, ({ raw }, reply) => {
    refuseOtherSites(raw);
    const secret = readCookie(raw.headers.cookie, sessionCookie);
    if (secret !== null) access.signOut(secret);
    void reply.header('set-cookie', writeCookie(sessionCookie, '', { secure: isSecure(raw, parts), maxAge: 0 }));
  });

  bind(routes.createSignInLink, ({ raw }) => {
    const { code, expiresAt } = access.makeLink();
    return { url: `${baseUrl(raw, parts.publicUrl)}/signin/${code}`, expiresAt: new Date(expiresAt).toISOString() };
  });

  bind(routes.signIn, ({ params, raw }, reply) => {
    const session = access.redeemLink(params.code);
    if (session === null && raw.headers.accept?.includes('text/html') !== true) throw usedLink();
    if (session !== null) setCookie(raw, reply, parts, session);
    // A person whose link is used up lands on the sign-in page, which can say so.
    return reply.redirect(session === null ? '/?link=used' : '/', 303);
  });
}

function usedLink(): AppError {
  return new AppError('unauthenticated', 'This link was used already, or is too old.', {
    hint: 'Make a new one, or sign in with the admin token.',
  });
}

/** Without Max-Age: the server alone knows when a session ends. */
function setCookie(request: FastifyRequest, reply: FastifyReply, parts: ApiParts, session: NewSession): void {
  void reply.header('set-cookie', writeCookie(sessionCookie, session.secret, { secure: isSecure(request, parts), maxAge: null }));
}

function isSecure(request: FastifyRequest, parts: ApiParts): boolean {
  return baseUrl(request, parts.publicUrl).startsWith('https:');
}

function answerOf(caller: Caller): SessionAnswer {
  const expiresAt = caller.expiresAt === null ? null : new Date(caller.expiresAt).toISOString();
  return { kind: caller.principal.kind, via: caller.via, expiresAt };
}
