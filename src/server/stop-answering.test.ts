import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { stopAnswering } from './stop-answering.ts';

describe('stopAnswering', () => {
  it('lets an answer finish, and does not wait for the connection that is kept alive after it', async () => {
    const app = fastify({ forceCloseConnections: 'idle' });
    app.get('/', async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return 'done';
    });
    await app.listen({ port: 0 });
    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<string>((resolve, reject) => {
      get({ port: (app.server.address() as AddressInfo).port, agent }, (response) => response.on('data', (chunk) => resolve(String(chunk)))).on(
        'error',
        reject,
      );
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    await stopAnswering(app);
    expect(await answer).toBe('done');
    expect(performance.now() - begun).toBeLessThan(2000);
    agent.destroy();
  });
});
