// Who sends: the checks that ingest and the reports of agents share, in the order that senders are promised.
import type { FastifyRequest } from 'fastify';
import { ingestTarget, type IngestTarget } from '../cluster/ingest-target.ts';
import type { VerifiedAgent } from '../cluster/agents/agents.ts';
import { AppError } from '../lib/app-error.ts';
import { verifyAgent } from './admit-agent.ts';
import type { ApiParts } from './api-parts.ts';
import { readBearer } from './authenticate.ts';
import { certificateSource, readClientCertificate } from './client-certificate.ts';
import { noCluster } from './no-cluster.ts';

/** A sender that passed: where its events go, and under which observation point. */
export interface Sender extends IngestTarget {
  readonly cluster: string;
  readonly source: string;
  /** The enrolled agent that signed the request; null for all others. */
  readonly agent: VerifiedAgent | null;
}

/** `agent`: how the sender names the API server it speaks for. Cluster 404, token 401 or 403, feature 403. */
export function admitSender(request: FastifyRequest, cluster: string, agent: () => string | null, parts: ApiParts): Sender {
  const { registry } = parts;
  if (registry.getCluster(cluster) === null) throw noCluster(cluster);
  const enrolled = identifyAgent(request, cluster, parts);
  const source = enrolled === null ? identify(request, cluster, agent, parts) : `agent:${enrolled.node}`;
  const target = ingestTarget(registry, cluster);
  if (target === null) throw new AppError('audit_disabled', `Cluster Audit is disabled for "${cluster}".`, { hint: 'Enable it under Feature Management.' });
  return { cluster, source, agent: enrolled, ...target };
}

/** An enrolled agent speaks for the cluster and node of its enrolment, whatever its headers say. */
function identifyAgent(request: FastifyRequest, cluster: string, parts: ApiParts): VerifiedAgent | null {
  const agent = verifyAgent(readBearer(request.headers.authorization), request, parts);
  if (agent !== null && agent.cluster !== cluster) throw new AppError('forbidden', `The agent belongs to another cluster than "${cluster}".`);
  return agent;
}

/** The observation point of a token in path or header. A browser's cookie does not count here. */
function identify(request: FastifyRequest, cluster: string, agent: () => string | null, parts: ApiParts): string {
  const { token } = request.params as { token?: string };
  const secret = token ?? readBearer(request.headers.authorization);
  const shown = readClientCertificate(request, parts.now());
  const certificate = certificateSource(shown, cluster);
  if (secret !== null) return ofToken(secret, cluster, certificate ?? nameOf(agent()), parts);
  if (certificate !== null) return certificate;
  throw new AppError('unauthenticated', shown.refusal === null ? 'No token was sent.' : `The client certificate does not count: ${shown.refusal}.`, {
    hint: 'Send Authorization: Bearer TOKEN, or put the token at the end of the path.',
  });
}

function nameOf(agent: string | null): string | null {
  return agent === null ? null : `agent:${agent}`;
}

/** `named`: a certificate says who it is better than a header does, and both better than a token. */
function ofToken(secret: string, cluster: string, named: string | null, { registry, access }: ApiParts): string {
  const owner = registry.findToken(secret);
  if (owner !== null && owner.cluster === cluster) {
    registry.noteTokenUsed(owner.id);
    return named ?? `token:${owner.id}`;
  }
  if (owner !== null) throw new AppError('forbidden', `The token belongs to another cluster than "${cluster}".`);
  if (access.authenticateBearer(secret) !== null) return named ?? 'admin';
  throw new AppError('unauthenticated', 'The token is not valid.', { hint: 'It may have been removed or mistyped.' });
}
