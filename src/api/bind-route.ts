// Binds a handler to its contract: who may ask, what the request holds, and how the answer leaves.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import type { Access } from '../access/access.ts';
import type { VerifiedAgent } from '../cluster/agents/agents.ts';
import { requireSigned } from './admit-agent.ts';
import type { Sender } from './admit-sender.ts';
import { authenticate, type Caller } from './authenticate.ts';
import type { RouteContract } from './contract/route-contract.ts';
import { closeIfUnread } from './http-server.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A request whose parts fit the contract. */
export interface RouteRequest<C extends RouteContract> {
  readonly params: Parsed<C['params']>;
  readonly query: Parsed<C['query']>;
  readonly body: Parsed<C['body']>;
  /** Null on open routes. */
  readonly caller: Caller | null;
  /** Null on all routes but those for senders. */
  readonly sender: Sender | null;
  /** Null on all routes but those for agents. */
  readonly agent: VerifiedAgent | null;
  readonly raw: FastifyRequest;
}

/** What it returns is sent: an object as JSON, bytes and streams as they are. */
export type RouteHandler<C extends RouteContract> = (request: RouteRequest<C>, reply: FastifyReply) => unknown;

export type BindRoute = <const C extends RouteContract>(contract: C, handler: RouteHandler<C>) => void;

export interface BindOptions {
  readonly access: Access;
  /** A body has so long to come. */
  readonly bodyMs: number;
  /** Who sends, on routes for senders; throws where nobody may. */
  readonly admit: (request: FastifyRequest) => Sender;
  /** Which agent asks, on routes for agents; throws where none does. */
  readonly admitAgent: (request: FastifyRequest) => VerifiedAgent;
  /** The body as it came. */
  readonly textOf: (request: FastifyRequest) => string;
}

/** Makes the function that binds routes of `app`. A request that does not fit is `bad_parameter` and names the part. */
export function createBindRoute(app: FastifyInstance, { access, bodyMs, admit, admitAgent, textOf }: BindOptions): BindRoute {
  return (contract, handler) => {
    const callers = new WeakMap<FastifyRequest, Caller>();
    const senders = new WeakMap<FastifyRequest, Sender>();
    const agents = new WeakMap<FastifyRequest, VerifiedAgent>();
    app.route({
      method: contract.method,
      url: toRouterPath(contract.path),
      onRequest: async (request) => {
        closeIfUnread(request.raw, bodyMs);
        if (contract.access === 'signedIn') callers.set(request, authenticate(request, access));
        if (contract.access === 'sender') senders.set(request, admit(request));
        if (contract.access === 'agent') agents.set(request, admitAgent(request));
      },
      handler: async (request, reply) => {
        const signed = agents.get(request) ?? senders.get(request)?.agent ?? null;
        if (signed !== null) requireSigned(textOf(request), signed.digest);
        const parts = {
          params: parse(contract.params, request.params, 'path'),
          query: parse(contract.query ?? noParameters, request.query, 'parameter'),
          body: parse(contract.body, request.body, 'body'),
          caller: callers.get(request) ?? null,
          sender: senders.get(request) ?? null,
          agent: agents.get(request) ?? null,
          raw: request,
        };
        const answer = await handler(parts as RouteRequest<typeof contract>, reply);
        if (contract.answer === null) return reply.code(204).send();
        return answer;
      },
    });
  };
}

/** The parameters of a request by a schema, or `bad_parameter`. */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  return parse(schema, query, 'parameter') as z.output<S>;
}

/** `/a/{b}` as the router writes it: `/a/:b`. */
export function toRouterPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

const noParameters = z.strictObject({});

type Place = 'path' | 'parameter' | 'body';

const wholes: Readonly<Record<Place, string>> = { path: 'The path', parameter: 'The parameter', body: 'The body' };

function parse(schema: z.ZodType | undefined, value: unknown, place: Place): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw toBadParameter(schema, result.error.issues[0], place);
}

function toBadParameter(schema: z.ZodType, issue: z.core.$ZodIssue, place: Place): AppError {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema);
    const hint = known.length === 0 ? 'Nothing is taken here.' : `Known: ${known.join(', ')}.`;
    const message = place === 'parameter' ? `Unknown parameter "${issue.keys[0]}".` : `Unknown member of the body "${issue.keys[0]}".`;
    return new AppError('bad_parameter', message, { hint, extra: { parameter: issue.keys[0] } });
  }
  const subject = at === '' ? wholes[place] : at;
  return new AppError('bad_parameter', `${subject}: ${issue.message}.`, at === '' ? {} : { extra: { parameter: at } });
}

function knownKeys(schema: z.ZodType): string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
