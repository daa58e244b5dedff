import { afterAll, describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../store/store.ts';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, createFakeReader, makeEvent } from '../fake-parts.ts';

const texts = ['{"kind":"Event","n":12345678901234567890123,"a":1,"a":2}', '{"x":\r\n"\\ud800","__proto__":{"polluted":true}}', '{"y":1e400}'];
const events: StoredEvent[] = [...texts.map((text, index) => makeEvent(index, text)), makeEvent(3, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))];
const reader = createFakeReader(events);
const app = createApi({ parts: createFakeParts({ reader }), onError: () => {} });
afterAll(() => app.close());
const get = (url: string) => app.inject({ url, headers: asAdmin });

describe('GET /api/v1/events', () => {
  it('puts the text of each event in unchanged, with U+FFFD for bytes that are no UTF-8', async () => {
    const answer = await get('/api/v1/events');
    for (const text of texts) expect(answer.body).toContain(`,"event":${text}}`);
    expect(answer.body).toContain(',"event":{"\uFFFD":1}}');
    expect(JSON.parse(answer.body).events).toHaveLength(4);
    expect(Number(answer.headers['content-length'])).toBe(answer.rawPayload.length);
    expect(JSON.parse(answer.body)).toMatchObject({
      cursor: null,
      exact: true,
      scanned: { from: null, to: '2023-11-14T22:13:20.000000Z' },
      tookMs: expect.any(Number),
      events: [{ id: 'e0', cluster: 'shop', topic: 't', source: 'admin', receivedAt: '2023-11-14T22:13:20.000Z', stages: [] }, {}, {}, {}],
    });
  });

  it('asks for 100 folded rows, newest first, of all clusters, unless told otherwise', async () => {
    await get('/api/v1/events');
    expect(reader.asked.list.at(-1)).toMatchObject({
      limit: 100,
      fold: true,
      order: 'desc',
      clusters: null,
      topics: null,
      from: null,
      to: null,
      query: { type: 'all' },
    });
    await get('/api/v1/events?limit=7&fold=false&order=asc&cluster=b,a&cluster=c&from=-15m&to=2023-11-15&q=verb:get');
    expect(reader.asked.list.at(-1)).toMatchObject({
      limit: 7,
      fold: false,
      order: 'asc',
      clusters: ['a', 'b', 'c'],
      from: 1_700_000_000_000_000 - 900_000_000,
      to: Date.UTC(2023, 10, 15) * 1000,
      query: { type: 'term' },
    });
  });

  it('gives every event once along the cursor, which stands alone or with the same parameters only', async () => {
    const seen: string[] = [];
    let url = '/api/v1/events?limit=1&from=-15m&fold=false';
    for (;;) {
      const { events: rows, cursor } = JSON.parse((await get(url)).body) as { events: { id: string }[]; cursor: string | null };
      seen.push(...rows.map(({ id }) => id));
      if (cursor === null) break;
      url = `/api/v1/events?limit=1&cursor=${cursor}${seen.length % 2 === 0 ? '&from=-15m&fold=false' : ''}`;
      const other = await get(`/api/v1/events?limit=1&cursor=${cursor}&q=verb:get`);
      expect([other.statusCode, other.json().code]).toEqual([400, 'bad_parameter']);
    }
    expect(seen).toEqual(['e0', 'e1', 'e2', 'e3']);
    expect(reader.asked.list.at(-1)).toMatchObject({ shown: [[1, 99]], fold: false, from: 1_700_000_000_000_000 - 900_000_000 });
  });

  it.each([
    ['limit=10001', 'bad_parameter'],
    ['limit=0', 'bad_parameter'],
    ['limit=1&limit=2', 'bad_parameter'],
    ['limt=1', 'bad_parameter'],
    ['fold=yes', 'bad_parameter'],
    ['order=up', 'bad_parameter'],
    ['from=yesterday', 'bad_parameter'],
    ['from=2024-01-02&to=2024-01-01', 'bad_parameter'],
    ['cluster=No', 'bad_parameter'],
    ['cursor=abc', 'bad_parameter'],
    [`cursor=${Buffer.from('[1,["",null,null,null,null,"desc",true],1,[1,1,1,1],1]').toString('base64url')}`, 'bad_parameter'],
    ['q=verb:(a', 'query_syntax'],
    ['q=werb:get', 'unknown_field'],
    ['q=verb:>3', 'bad_value'],
    ['q=a%7Ccount', 'bad_value'],
    ['q=%ff', null],
  ])('answers %s with %s', async (query, code) => {
    const answer = await get(`/api/v1/events?${query}`);
    expect(answer.statusCode === 200 ? null : answer.json().code).toBe(code);
    if (code !== null && code !== 'bad_parameter') expect(answer.json().position).toMatchObject({ offset: expect.any(Number), line: 1 });
  });

  it('takes a query of 16,000 characters, and its cursor', async () => {
    const q = encodeURIComponent(`"${'é'.repeat(15_998)}"`);
    const { cursor } = JSON.parse((await get(`/api/v1/events?limit=1&q=${q}`)).body) as { cursor: string };
    expect((await get(`/api/v1/events?limit=1&q=${q}&cursor=${cursor}`)).statusCode).toBe(200);
  });

  it('ends a search at the time limit', async () => {
    const slow = { ...reader, list: () => new Promise<never>(() => {}) };
    const slowApp = createApi({ parts: createFakeParts({ reader: slow }), onError: () => {} });
    const answer = await slowApp.inject({ url: '/api/v1/events', headers: asAdmin });
    expect([answer.statusCode, answer.json().code]).toEqual([408, 'time_limit']);
    await slowApp.close();
  });
});

describe('GET /api/v1/events/{id}', () => {
  it('answers the bytes as received, line breaks between tokens as blanks', async () => {
    expect((await get('/api/v1/events/e1')).body).toBe(texts[1].replace('\r\n', '  '));
    expect((await get('/api/v1/events/e3')).rawPayload).toEqual(Buffer.from(events[3].bytes));
    expect((await get('/api/v1/events/nope')).statusCode).toBe(404);
  });
});

describe('GET /api/v1/count', () => {
  it('counts events of the selection', async () => {
    expect((await get('/api/v1/count?q=verb:get')).json()).toEqual({ count: 4 });
    expect((await get('/api/v1/count?limit=3')).json()).toMatchObject({ code: 'bad_parameter' });
  });
});
