import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from './create-api.ts';
import { asAdmin, createFakeIngest, createFakeParts } from './fake-parts.ts';

const ingest = createFakeIngest();
const app = createApi({ parts: createFakeParts({ ingest }), onError: () => {} });
let port = 0;
beforeAll(async () => {
  await app.listen({ port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(() => {
  app.server.closeAllConnections();
  return app.close();
});

/** Posts over a real socket; `chunked` sends without Content-Length. */
function post(body: Buffer, chunked: boolean, token = asAdmin.authorization): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: token, ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length }) };
    const sent = request({ port, method: 'POST', path: '/ingest/v1/shop', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      // The sender must be able to send on to the end: many read the answer only then.
      const isSent = new Promise((done) => (sent.writableFinished ? done(null) : sent.on('finish', done)));
      answer.on('end', () => isSent.then(() => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() })));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const countOf = (server: typeof app): Promise<number> =>
  new Promise((resolve, reject) => server.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))));

describe('withBody', () => {
  it('receives chunked bodies whole', async () => {
    const body = Buffer.alloc(1000, 'a');
    expect((await post(body, true)).status).toBe(200);
    expect(Buffer.from(ingest.bodies.at(-1)!.bytes)).toEqual(body);
  });

  it('answers 413 to a body far over the limit, announced or not, and the sender sees it', async () => {
    const body = Buffer.alloc(8_000_000);
    for (const chunked of [false, true]) {
      const answer = await post(body, chunked);
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'too_large' });
    }
  });

  it('keeps no room for what is announced and does not come', async () => {
    const usual = createFakeParts({ ingest });
    const limits = { ...usual.limits, maxBodyBytes: 4_000_000, maxWholeBytes: 4_000_000, maxInFlightBytes: 4_000_000 };
    const small = createApi({ parts: { ...usual, limits }, onError: () => {} });
    await small.listen({ port: 0 });
    const at = (small.server.address() as AddressInfo).port;
    const headers = { authorization: asAdmin.authorization, 'content-length': 3_900_000 };
    const silent = Array.from({ length: 20 }, () => request({ port: at, method: 'POST', path: '/ingest/v1/shop', headers }).on('error', () => {}));
    for (const one of silent) one.flushHeaders();
    await expect.poll(() => countOf(small), { timeout: 5000 }).toBe(20);
    const status = await new Promise((resolve, reject) => {
      const sent = request({ port: at, method: 'POST', path: '/ingest/v1/shop', headers: { authorization: asAdmin.authorization } }, (answer) =>
        resolve(answer.resume().statusCode),
      );
      sent.on('error', reject);
      sent.end(Buffer.alloc(1_000_000, 'a'));
    });
    expect(status).toBe(200);
    for (const one of silent) one.destroy();
    await small.close();
  });

  it('answers a wrong token before a large body is through', async () => {
    expect((await post(Buffer.alloc(8_000_000), false, 'Bearer wrong')).status).toBe(401);
  });
});
