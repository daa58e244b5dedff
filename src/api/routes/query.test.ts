import { afterAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, createFakeReader, makeEvent } from '../fake-parts.ts';

const reader = createFakeReader([makeEvent(0, '{}')]);
const app = createApi({ parts: createFakeParts({ reader }), onError: () => {} });
afterAll(() => app.close());
const get = async (path: string, parameters: Record<string, string>) => {
  const answer = await app.inject({ url: `${path}?${new URLSearchParams(parameters)}`, headers: asAdmin });
  return { status: answer.statusCode, json: answer.json() };
};

describe('GET /api/v1/query', () => {
  it('gives the filter, the range and what is after the pipe to the store', async () => {
    const { status, json } = await get('/api/v1/query', { q: 'verb:get | count', from: '-15m', to: 'now', cluster: 'a,b', limit: '7' });
    expect([status, json]).toEqual([
      200,
      { columns: [{ name: 'count', type: 'UInt64' }], rows: [['1']], more: false, exact: true, tookMs: expect.any(Number) },
    ]);
    expect(reader.asked.pipelines.at(-1)).toMatchObject({
      text: 'verb:get | count',
      pipeline: { query: { type: 'term' } },
      from: 1_699_999_100_000_000,
      to: 1_700_000_000_000_000,
      clusters: ['a', 'b'],
      topics: null,
      limit: 7,
    });
  });

  it.each([
    [{ q: 'verb:get' }, 'bad_value'],
    [{}, 'bad_value'],
    [{ q: 'verb:get | selct' }, 'query_syntax'],
    [{ q: '* | SELECT werb' }, 'unknown_field'],
    [{ q: "* | SELECT file('x')" }, 'bad_value'],
    [{ q: `* | ${'('.repeat(16_000)}` }, 'query_syntax'],
    [{ q: '* | count', limit: '10001' }, 'bad_parameter'],
    [{ q: '* | count', from: 'x' }, 'bad_parameter'],
    [{ q: '* | count', sort: 'x' }, 'bad_parameter'],
  ])('mistake %# is told with its code', async (parameters, code) => {
    const { status, json } = await get('/api/v1/query', parameters as Record<string, string>);
    expect([status, json.code]).toEqual([400, code]);
    if (code !== 'bad_parameter') expect(json).toMatchObject({ hint: expect.any(String), position: { offset: expect.any(Number), line: 1 } });
  });

  it('is the only place of a pipe', async () => {
    for (const path of ['events', 'count', 'export']) expect((await get(`/api/v1/${path}`, { q: '* | count' })).json.code).toBe('bad_value');
  });
});

describe('GET /api/v1/explain and /api/v1/complete', () => {
  it('say how a query is read', async () => {
    const { json } = await get('/api/v1/explain', { q: 'verb:(get OR list) "not found" | top 3 verb' });
    expect(json).toMatchObject({
      query: '(verb:"get" OR verb:"list") AND "not found"',
      sql: 'SELECT each(`verb`) AS `verb`, count() AS `count` GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3',
      fields: ['verb'],
      rows: 10,
      decidedBy: 'engine',
    });
    expect(json.meaning.parts.map(({ says }: { says: string }) => says)).toEqual([
      'at least one of these holds',
      'the words "not found" stand together somewhere in the event',
    ]);
  });

  it('put stored values before what is known by itself', async () => {
    const { json } = await get('/api/v1/complete', { q: 'stage:R' });
    expect(json).toMatchObject({ from: 6, to: 7 });
    expect(json.items.map(({ text }: { text: string }) => text)).toEqual(['1', 'RequestReceived', 'ResponseStarted', 'ResponseComplete']);
  });
});
