import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from './create-api.ts';
import { createFakeIngest, createFakeParts } from './fake-parts.ts';
import { createHttpServer, defaultHttpLimits } from './http-server.ts';

const ingest = createFakeIngest();
const parts = createFakeParts({ ingest });
const token = parts.registry.createToken('shop', '').secret;
const app = createApi({ parts, onError: () => {}, http: { maxHeaderBytes: 16_384, headersMs: 400, bodyMs: 400 } });

beforeAll(() => app.listen({ port: 0, host: '127.0.0.1' }));
afterAll(() => app.close());

interface Connection {
  /** Everything that was answered. */
  text: string;
  isClosed: boolean;
  write(text: string): void;
  end(): void;
}

function open(): Connection {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  const connection: Connection = { text: '', isClosed: false, write: (text) => void socket.write(text), end: () => void socket.destroy() };
  socket.on('data', (chunk) => (connection.text += chunk.toString('latin1')));
  socket.on('error', () => {});
  socket.on('close', () => (connection.isClosed = true));
  return connection;
}

const head = (target: string, ...headers: string[]): string => [`POST ${target} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');
const statuses = (text: string): number[] => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));

/** A byte now and then, until the connection is closed. */
async function drip(connection: Connection): Promise<void> {
  const timer = setInterval(() => connection.write('x'), 50);
  await expect.poll(() => connection.isClosed, { timeout: 10_000 }).toBe(true);
  clearInterval(timer);
}

describe('a sender that waits for leave to send (Expect: 100-continue)', () => {
  it.each([
    ['of no cluster', '/ingest/v1/nowhere', 5000, 404],
    ['without a token', '/ingest/v1/shop', 100, 401],
    ['with too large a body', `/ingest/v1/shop/${token}`, 5000, 413],
  ])('is refused without a byte of its body: %s', async (_what, target, length, status) => {
    const sender = open();
    sender.write(head(target, `Content-Length: ${length}`, 'Expect: 100-continue'));
    await expect.poll(() => sender.isClosed, { timeout: 10_000 }).toBe(true);
    expect(statuses(sender.text)).toEqual([status]);
  });

  it('is told at once that there is no room', async () => {
    const full = createFakeParts({ limits: { ...createFakeParts().limits, maxBodyBytes: 4096, maxWholeBytes: 4096 } });
    const fullApp = createApi({ parts: full, onError: () => {} });
    await fullApp.listen({ port: 0, host: '127.0.0.1' });
    const { port } = fullApp.server.address() as AddressInfo;
    const path = `/ingest/v1/shop/${full.registry.createToken('shop', '').secret}`;
    const first = connect(port, '127.0.0.1');
    first.write(`${head(path, 'Content-Length: 4096')}{`);
    await expect
      .poll(
        () =>
          new Promise<string>((resolve) => {
            const second = connect(port, '127.0.0.1');
            second.write(head(path, 'Content-Length: 100', 'Expect: 100-continue'));
            second.once('data', (chunk) => {
              resolve(chunk.toString('latin1'));
              second.destroy();
            });
          }),
        { timeout: 10_000 },
      )
      .toMatch(/^HTTP\/1\.1 503 [^]*retry-after: \d/);
    first.destroy();
    await fullApp.close();
  });

  it('is told to go on, and the connection stays', async () => {
    const sender = open();
    const request = head(`/ingest/v1/shop/${token}`, 'Content-Length: 2', 'Expect: 100-continue');
    for (const sent of [[100], [100, 200], [100, 200, 100], [100, 200, 100, 200]]) {
      sender.write(sent.at(-1) === 100 ? request : '{}');
      await expect.poll(() => statuses(sender.text), { timeout: 10_000 }).toEqual(sent);
    }
    expect(sender.isClosed).toBe(false);
    sender.end();
  });
});

describe('a body that trickles', () => {
  it.each([
    ['after a refusal', '/ingest/v1/nowhere', [404]],
    ['after an address that cannot be read', '/ingest/v1/shop/%zz', [400]],
    ['to a route that anybody may ask', '/api/v1/session', []],
  ])('%s does not keep its connection', async (_what, target, answered) => {
    const sender = open();
    sender.write(head(target, 'Content-Type: application/json', 'Content-Length: 1000'));
    await drip(sender);
    expect(statuses(sender.text)).toEqual(answered);
  });

  it('may be slower than that where ingest takes it', async () => {
    const sender = open();
    sender.write(`${head(`/ingest/v1/shop/${token}`, 'Content-Length: 2')}{`);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    sender.write('}');
    await expect.poll(() => statuses(sender.text), { timeout: 10_000 }).toEqual([200]);
    sender.end();
  });
});

describe('what is no HTTP request', () => {
  it.each([
    ['a line that cannot be read', `POST /ingest/v1/shop/${token} HTP/9\r\n\r\n`, 400, 'bad_parameter'],
    ['a header that cannot be read', head(`/ingest/v1/shop/${token}`, 'no colon'), 400, 'bad_parameter'],
    ['an address that is too long', head(`/ingest/v1/shop/${token}${'y'.repeat(20_000)}`), 431, 'bad_parameter'],
    ['headers that never end', `POST /ingest/v1/shop/${token} HTTP/1.1\r\nHost: x\r\n`, 408, 'time_limit'],
  ])('is answered as a problem, without what was sent: %s', async (_what, text, status, code) => {
    const sender = open();
    sender.write(text);
    await expect.poll(() => sender.isClosed, { timeout: 10_000 }).toBe(true);
    expect(statuses(sender.text)).toEqual([status]);
    expect(JSON.parse(sender.text.slice(sender.text.indexOf('\r\n\r\n')))).toMatchObject({ status, code });
    expect(sender.text).not.toContain(token);
  });
});

it('keeps idle connections longer than kube-apiserver does, plain or TLS, and sets no end to a large body', () => {
  for (const make of [null, createServer]) {
    const server = createHttpServer(() => {}, make, defaultHttpLimits);
    expect(server.keepAliveTimeout).toBeGreaterThan(90_000);
    expect(server.requestTimeout).toBe(0);
    expect(server.headersTimeout).toBe(15_000);
  }
});
