// The door for senders: checked before a byte of the body is read, answered when the body is on disk.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IngestAnswer } from '../../collect/ingest.ts';
import type { ApiParts } from '../api-parts.ts';
import { AppError } from '../../lib/app-error.ts';
import { notSigned, requireSigned } from '../admit-agent.ts';
import { admitSender, type Sender } from '../admit-sender.ts';
import { parseQuery, toRouterPath } from '../bind-route.ts';
import { ingestQuery, sourceHeader, sourceName, type IngestResult } from '../contract/ingest.ts';
import { routes } from '../contract/routes.ts';
import { toAppError } from '../problem-document.ts';
import { announcedLength, createBodyRoom, tooLarge, withBody, type BodyRoom } from '../read-body.ts';

/** Its own plugin: here a body is bytes, whatever its Content-Type says. */
export async function ingestRoutes(app: FastifyInstance, parts: ApiParts): Promise<void> {
  const room = createBodyRoom(parts.limits.maxInFlightBytes);
  const admissions = new WeakMap<FastifyRequest, Sender>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  for (const contract of [routes.ingest, routes.ingestByPath]) {
    app.route({
      method: contract.method,
      url: toRouterPath(contract.path),
      onRequest: async (request) => {
        // A sender's odd Content-Type must cost it nothing.
        delete request.raw.headers['content-type'];
        admissions.set(request, admitCounted(request, parts));
      },
      handler: (request, reply) => receiveBody(parts, room, admissions.get(request) as Sender, request, reply),
    });
  }
}

/** Only a cluster that exists becomes a label: nobody can make new ones by asking. */
function admitCounted(request: FastifyRequest, parts: ApiParts): Sender {
  try {
    return admit(request, parts);
  } catch (thrown) {
    const { cluster } = request.params as { cluster: string };
    const error = toAppError(thrown);
    parts.metrics.refused(error.code === 'not_found' ? null : cluster, error.code);
    throw thrown;
  }
}

/** In the order that senders are promised: cluster 404, token 401 or 403, feature 403, size 413. */
function admit(request: FastifyRequest, parts: ApiParts): Sender {
  const { cluster } = request.params as { cluster: string };
  const sender = admitSender(request, cluster, () => readAgent(request), parts);
  const { maxBodyBytes } = parts.limits;
  if ((announcedLength(request.raw) ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
  return sender;
}

/** An agent names the API server whose log it reads; null where nobody does. */
function readAgent(request: FastifyRequest): string | null {
  const name = request.headers[sourceHeader];
  if (name === undefined) return null;
  if (typeof name !== 'string' || !sourceName.test(name))
    throw new AppError('bad_parameter', `The header ${sourceHeader} is no name of an API server.`, { hint: 'Letters, digits and . _ : - only, at most 120.' });
  return name;
}

async function receiveBody(parts: ApiParts, room: BodyRoom, admission: Sender, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const begun = performance.now();
  let bytes = 0;
  const note = (result: string, received: number) =>
    parts.metrics.ingested({ cluster: admission.cluster, result, bytes, received, seconds: (performance.now() - begun) / 1000 });
  try {
    const { wait } = parseQuery(ingestQuery, request.query);
    const { agent, ...sender } = admission;
    const to = { ...sender, waitStored: wait === 'stored' };
    const { maxBodyBytes: maxBytes, maxWholeBytes } = parts.limits;
    const answer = await withBody(
      request.raw,
      { maxBytes, maxWholeBytes, room },
      {
        whole: (body) => {
          bytes = body.length;
          if (agent !== null) requireSigned(body, agent.digest);
          return parts.ingest.accept({ ...to, bytes: body });
        },
        stream: (chunks, announced) =>
          parts.ingest.acceptStream({ ...to, chunks: counted(agent === null ? chunks : signed(chunks, agent.digest), (more) => (bytes += more)), announced }),
      },
    );
    if (answer.received > 0) parts.registry.noteEvents(admission.cluster, parts.now());
    note('stored', answer.received);
    return reply.send(toResult(answer));
  } catch (thrown) {
    const error = toAppError(thrown);
    note(error.code, 0);
    throw explainCompressed(error, request);
  }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, add: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    add(chunk.length);
    yield chunk;
  }
}

/** What is too large to be held is known to be whole only at its end: what came by then is kept, and the agent is told to send it again. */
async function* signed(chunks: AsyncIterable<Uint8Array>, digest: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== digest) throw notSigned();
}

/** What a policy dropped is told where there is one. */
function toResult({ received, stored }: IngestAnswer): IngestResult {
  if (stored === undefined) return { received };
  const { dropped, ...counts } = stored;
  return { received, ...counts, ...(dropped > 0 ? { dropped } : {}) };
}

function explainCompressed(error: AppError, request: FastifyRequest): AppError {
  const encoding = request.headers['content-encoding'];
  if (error.code !== 'unreadable_body' || encoding === undefined || /^(identity|(x-)?gzip)$/i.test(encoding)) return error;
  return new AppError(error.code, error.message, { cause: error, hint: 'Bodies are taken as they are or as gzip: no other Content-Encoding.' });
}
