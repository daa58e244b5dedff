import { describe, expect, it } from 'vitest';
import { toRouterPath } from './bind-route.ts';
import { routes } from './contract/routes.ts';
import { createApi } from './create-api.ts';
import { createFakeParts } from './fake-parts.ts';
import { openApiDocument } from './openapi.ts';

type Operation = {
  operationId: string;
  parameters: { name: string; in: string; schema: Record<string, unknown> }[];
  responses: Record<string, unknown>;
};
const document = openApiDocument(routes, '1.2.3') as { paths: Record<string, Record<string, Operation>> };

describe('openApiDocument', () => {
  it('holds every route, and every path parameter', () => {
    for (const route of Object.values(routes)) {
      const operation = document.paths[route.path][route.method.toLowerCase()];
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
    }
  });

  it('describes numbers and flags in the URL as such', () => {
    const parameters = document.paths['/api/v1/events'].get.parameters;
    expect(parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 10_000 });
    expect(parameters.find(({ name }) => name === 'fold')?.schema).toMatchObject({ type: 'boolean' });
  });

  it('names the problems of a route by status', () => {
    expect(Object.keys(document.paths['/ingest/v1/{cluster}'].post.responses)).toEqual(['200', '400', '401', '403', '404', '413', '503']);
  });

  it('is served, and every route in it is there', async () => {
    const app = createApi({ parts: createFakeParts(), onError: () => {} });
    const answer = await app.inject('/openapi.json');
    expect(answer.json()).toMatchObject({ openapi: '3.1.0' });
    for (const { method, path } of Object.values(routes)) expect([path, app.hasRoute({ method, url: toRouterPath(path) })]).toEqual([path, true]);
    for (const path of ['/livez', '/readyz', '/metrics']) expect((await app.inject(path)).statusCode).toBe(200);
    await app.close();
  });
});
