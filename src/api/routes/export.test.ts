import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/app-error.ts';
import type { Reader } from '../../store/store.ts';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, createFakeReader, makeEvent } from '../fake-parts.ts';

const hostile = ['{"kind":"Event","verb":"get","user":{"username":"=cmd|\'/c calc\'!A1"},"userAgent":"a\\"b,c\\r\\nd"}', '{"verb":\n"list"}'];

async function listening<T>(reader: Reader, use: (base: string) => Promise<T>): Promise<T> {
  const app = createApi({ parts: createFakeParts({ reader }), onError: () => {} });
  await app.listen({ port: 0 });
  try {
    return await use(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
  } finally {
    await app.close();
  }
}

describe('GET /api/v1/export', () => {
  it('gives one event a line, byte for byte, line breaks between tokens as blanks', async () => {
    const events = [...hostile.map((text, index) => makeEvent(index, text)), makeEvent(2, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))];
    await listening(createFakeReader(events), async (base) => {
      const answer = await fetch(`${base}/api/v1/export`, { headers: asAdmin });
      expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
      const lines = Buffer.concat([Buffer.from(`${hostile[0]}\n{"verb": "list"}\n`), Buffer.from(events[2].bytes), Buffer.from('\n')]);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(lines);
    });
  });

  it('gives CSV with header, quoting and no formulas', async () => {
    await listening(createFakeReader([makeEvent(0, hostile[0])]), async (base) => {
      const columns = 'id,verb,user.username,userAgent,annotations."a,b"';
      const answer = await fetch(`${base}/api/v1/export?format=csv&fields=${encodeURIComponent(columns)}`, { headers: asAdmin });
      expect(await answer.text()).toBe(`id,verb,user.username,userAgent,"annotations.""a,b"""\r\ne0,get,'=cmd|'/c calc'!A1,"a""b,c\r\nd",\r\n`);
    });
  });

  it('breaks the connection when it fails midway, and never ends cleanly', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => makeEvent(index, `{"pad":"${'x'.repeat(200)}"}`));
    await listening(createFakeReader(many, 1900), async (base) => {
      const answer = await fetch(`${base}/api/v1/export`, { headers: asAdmin });
      expect(answer.status).toBe(200);
      await expect(answer.arrayBuffer()).rejects.toThrow();
    });
  });

  it('answers a problem when it fails before the first event', async () => {
    const broken: Reader = {
      ...createFakeReader([]),
      // oxlint-disable-next-line require-yield
      async *export() {
        throw new AppError('unavailable', 'The engine is being started again.', { retryAfter: 5 });
      },
    };
    await listening(broken, async (base) => {
      const answer = await fetch(`${base}/api/v1/export`, { headers: asAdmin });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    });
  });

  it('stops reading when the client goes', async () => {
    let given = 0;
    let ended = (): void => {};
    const end = new Promise<void>((resolve) => (ended = resolve));
    const endless: Reader = {
      ...createFakeReader([]),
      async *export() {
        try {
          for (;;) yield makeEvent((given += 1), `{"pad":"${'x'.repeat(1000)}"}`);
        } finally {
          ended();
        }
      },
    };
    await listening(endless, async (base) => {
      const abort = new AbortController();
      const answer = await fetch(`${base}/api/v1/export`, { headers: asAdmin, signal: abort.signal });
      await answer.body?.getReader().read();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = given;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(given).toBe(before); // nobody reads on: the stream waits
      abort.abort();
      await end;
    });
  });

  it('refuses fields for ndjson, and fields that are none', async () => {
    await listening(createFakeReader([]), async (base) => {
      for (const query of ['fields=id', 'format=csv&fields=usr', 'format=csv&fields=', 'format=xml']) {
        const answer = await fetch(`${base}/api/v1/export?${query}`, { headers: asAdmin });
        expect(((await answer.json()) as { code: string }).code).toBe('bad_parameter');
      }
    });
  });
});
