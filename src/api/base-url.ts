// The address that others reach this server by.
import type { FastifyRequest } from 'fastify';

/** Without a slash at its end: the configured one, else what this request was sent to. */
export function baseUrl(request: FastifyRequest, publicUrl: string | null): string {
  return (publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/+$/, '');
}
