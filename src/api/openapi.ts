// The OpenAPI document, made from the table of routes.
import { z } from 'zod';
import { errorCodes } from '../lib/error-codes.ts';
import { problem, problemType } from './contract/problem.ts';
import type { RouteContract } from './contract/route-contract.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of these routes, in their order. */
export function openApiDocument(routes: Readonly<Record<string, RouteContract>>, version: string): Json {
  const paths = new Map<string, Map<string, Json>>();
  for (const [operationId, route] of Object.entries(routes)) {
    const operations = paths.get(route.path) ?? new Map<string, Json>();
    operations.set(route.method.toLowerCase(), operation(operationId, route));
    paths.set(route.path, operations);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Cluster Audit', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: Object.fromEntries([...paths].map(([path, operations]) => [path, Object.fromEntries(operations)])),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: toSchema(problem, 'output') },
    },
  };
}

function operation(operationId: string, route: RouteContract): Json {
  return {
    operationId,
    summary: route.summary,
    ...(route.access === 'open' ? { security: [] } : { security: [{ bearer: [] }] }),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...bodyOf(route),
    responses: responsesOf(route),
  };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = toSchema(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function bodyOf(route: RouteContract): Json {
  if (route.body !== undefined) {
    const isOptional = route.body.safeParse(undefined).success;
    return { requestBody: { required: !isOptional, content: { 'application/json': { schema: toSchema(route.body, 'input') } } } };
  }
  if (route.bodyTypes === undefined) return {};
  return { requestBody: { required: true, content: Object.fromEntries(route.bodyTypes.map((type) => [type, {}])) } };
}

function responsesOf(route: RouteContract): Json {
  const responses = new Map<string, Json>(success(route));
  const always = route.access === 'open' ? [] : (['unauthenticated', 'forbidden'] as const);
  const codes = [...new Set([...always, 'bad_parameter' as const, ...route.errors])];
  for (const status of [...new Set(codes.map((code) => errorCodes[code].status))].sort((a, b) => a - b)) {
    const description = codes.filter((code) => errorCodes[code].status === status).map((code) => `\`${code}\``);
    responses.set(String(status), {
      description: description.join(' or '),
      content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  }
  return Object.fromEntries(responses);
}

function success({ answer }: RouteContract): [string, Json][] {
  if (answer === null) return [['204', { description: 'Done.' }]];
  if ('schema' in answer) {
    const also = answer.also === undefined ? {} : { [answer.also]: {} };
    return [['200', { description: 'Done.', content: { [answer.type]: { schema: toSchema(answer.schema, 'output') }, ...also } }]];
  }
  return [[String(answer.status ?? 200), { description: answer.sentence, content: { [answer.type]: {} } }]];
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: dropId });
  return rest;
}

/** Shapes stand where they are used; ids are names for readers, and two of them in one document would clash. */
function dropId({ jsonSchema }: { jsonSchema: Json }): void {
  delete jsonSchema.id;
}
