// Which agent asks: by the signature of its request, which also says what the body must be.
import type { FastifyRequest } from 'fastify';
import type { VerifiedAgent } from '../cluster/agents/agents.ts';
import { agentPrefix, digestOf } from '../cluster/agents/signed-request.ts';
import { AppError } from '../lib/app-error.ts';
import type { ApiParts } from './api-parts.ts';
import { readBearer } from './authenticate.ts';

/** The agent of an agent's own routes; throws where it is none, or another one. */
export function admitAgent(request: FastifyRequest, parts: Pick<ApiParts, 'agents'>): VerifiedAgent {
  const agent = verifyAgent(readBearer(request.headers.authorization), request, parts);
  if (agent === null) throw new AppError('unauthenticated', 'Only an enrolled agent may ask this.', { hint: 'Its requests are signed by its key.' });
  const { cluster, id } = request.params as { cluster: string; id: string };
  if (agent.cluster !== cluster || agent.id !== id) throw new AppError('forbidden', 'An agent speaks for itself alone.');
  return agent;
}

/** Null where the secret is no agent's credential; throws where it is one that does not count. */
export function verifyAgent(
  secret: string | null,
  request: Pick<FastifyRequest, 'method' | 'url'>,
  { agents }: Pick<ApiParts, 'agents'>,
): VerifiedAgent | null {
  if (secret === null || !secret.startsWith(agentPrefix)) return null;
  return agents.verify(secret, { method: request.method, path: request.url });
}

/** Throws where the body is not the one that was signed. */
export function requireSigned(body: Uint8Array | string, digest: string): void {
  if (digestOf(body) === digest) return;
  throw notSigned();
}

export function notSigned(): AppError {
  return new AppError('unauthenticated', 'The body is not the one that the agent signed.', { hint: 'Something on the way has changed it.' });
}
