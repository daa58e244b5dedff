// Headers that keep event content from being taken for anything but data.
import type { FastifyInstance } from 'fastify';

/** The console's own rules: nothing inline, nothing from elsewhere, no text turned into markup. */
export const consolePolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Every answer gets them; a route may replace one. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    void reply.headers({
      'content-security-policy': dataPolicy,
      'x-content-type-options': 'nosniff',
      // The sign-in link is an address: it must not travel on.
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });
}
