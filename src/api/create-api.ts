// The HTTP server of the API: routes, the one place for errors, and the console's files.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { admitAgent } from './admit-agent.ts';
import type { ApiParts } from './api-parts.ts';
import { createBindRoute } from './bind-route.ts';
import { answerUnreadable, createHttpServer, defaultHttpLimits, type HttpLimits, type MakeServer } from './http-server.ts';
import { sendProblem, toAppError } from './problem-document.ts';
import { bindAgentRoutes } from './routes/agents.ts';
import { bindAggregateRoutes } from './routes/aggregates.ts';
import { bindClusterRoutes } from './routes/clusters.ts';
import { admitReporter, bindCompletenessRoutes } from './routes/completeness.ts';
import { serveConsole } from './routes/console.ts';
import { bindEventRoutes } from './routes/events.ts';
import { bindExportRoute } from './routes/export.ts';
import { bindFeatureRoutes } from './routes/features.ts';
import { bindHistoryRoutes } from './routes/history.ts';
import { ingestRoutes } from './routes/ingest.ts';
import { bindInstalledPolicyRoutes } from './routes/installed-policy.ts';
import { bindLogsetRoutes } from './routes/logsets.ts';
import { bindPolicyRoutes } from './routes/policy.ts';
import { bindQueryRoutes } from './routes/query.ts';
import { bindQuarantineRoutes } from './routes/quarantine.ts';
import { bindSearchRoutes } from './routes/searches.ts';
import { bindRolloutRoutes } from './routes/rollouts.ts';
import { bindSessionRoutes } from './routes/session.ts';
import { bindSuggestRoute } from './routes/suggest.ts';
import { bindSystemRoutes } from './routes/system.ts';
import { bindTailRoute } from './routes/tail.ts';
import { bindTopicPolicyRoutes } from './routes/topic-policies.ts';
import { bindUnseenRoute } from './routes/unseen.ts';
import { addSecurityHeaders } from './security-headers.ts';

/** Bodies of everything but ingest. */
const maxJsonBytes = 1_048_576;
const maxParamLength = 512;

export interface ApiOptions {
  readonly parts: ApiParts;
  /** Makes the server where it is another than plain http. */
  readonly createServer?: MakeServer;
  readonly http?: HttpLimits;
  /** Where failures that nobody foresaw are told; never given an address, which may hold a token. */
  readonly onError: (error: unknown, place: { readonly method: string; readonly route: string }) => void;
}

/** Not yet listening; `inject` works without a socket. */
export function createApi({ parts, onError, createServer, http = defaultHttpLimits }: ApiOptions): FastifyInstance {
  const fail = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = toAppError(thrown);
    const hasClient = !request.raw.destroyed || reply.raw.writable;
    if (error.code === 'internal' && hasClient) onError(error.cause ?? error, { method: request.method, route: request.routeOptions.url ?? 'unknown' });
    return sendProblem(reply, error);
  };
  const app = fastify({
    logger: false,
    bodyLimit: maxJsonBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    serverFactory: (listener) => createHttpServer(listener, createServer ?? null, http),
    clientErrorHandler: answerUnreadable,
    routerOptions: { maxParamLength, ignoreTrailingSlash: true },
    frameworkErrors: fail,
  });
  app.setErrorHandler(fail);
  addSecurityHeaders(app);
  const textOf = takeJson(app);
  const bind = createBindRoute(app, {
    access: parts.access,
    bodyMs: http.bodyMs,
    admit: (request) => admitReporter(request, parts),
    admitAgent: (request) => admitAgent(request, parts),
    textOf,
  });
  bindSystemRoutes(bind, parts);
  bindSessionRoutes(bind, parts);
  bindClusterRoutes(bind, parts);
  bindFeatureRoutes(bind, parts);
  bindLogsetRoutes(bind, parts);
  bindPolicyRoutes(bind, parts);
  bindSuggestRoute(bind, parts);
  bindTopicPolicyRoutes(bind, parts);
  bindEventRoutes(bind, parts);
  bindAggregateRoutes(bind, parts);
  const endTails = bindTailRoute(bind, parts);
  app.addHook('preClose', async () => {
    endTails();
    parts.rollouts.close();
  });
  bindQueryRoutes(bind, parts);
  bindSearchRoutes(bind, parts);
  bindQuarantineRoutes(bind, parts);
  bindCompletenessRoutes(bind, parts);
  bindExportRoute(bind, parts);
  bindInstalledPolicyRoutes(bind, parts);
  bindUnseenRoute(bind, parts);
  bindHistoryRoutes(bind, parts);
  bindAgentRoutes(bind, parts);
  bindRolloutRoutes(bind, parts);
  void app.register((instance) => ingestRoutes(instance, parts));
  serveConsole(app, parts.consoleFolder);
  return app;
}

/** JSON whatever its Content-Type is called; no body is `undefined`. Answers how to read a body as it came, of those that must be. */
function takeJson(app: FastifyInstance): (request: FastifyRequest) => string {
  const texts = new WeakMap<FastifyRequest, string>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    texts.set(request, body as string);
    try {
      done(null, body === '' ? undefined : JSON.parse(body as string));
    } catch (error) {
      done(Object.assign(error as Error, { code: 'FST_ERR_CTP_INVALID_JSON', statusCode: 400 }));
    }
  });
  return (request) => texts.get(request) ?? '';
}
