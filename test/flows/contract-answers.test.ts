import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldElsewhere } from '../harness/quoted-sentences.ts';
import { TestServer } from '../harness/server.ts';

interface Row {
  readonly id: string;
  readonly stages?: readonly { readonly id: string; readonly stage: string }[];
  readonly event: Record<string, unknown>;
}

const minute = (second: number): string => `2026-11-23T10:00:${String(second).padStart(2, '0')}.000000Z`;
const event = (auditID: string, stage: string, second: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID,
    stage,
    requestURI: `/${auditID}`,
    verb: 'get',
    requestReceivedTimestamp: minute(1),
    stageTimestamp: minute(second),
    ...more,
  });

describe('what the answers mean', () => {
  const server = new TestServer();
  const lines = [
    event('a', 'RequestReceived', 1),
    event('a', 'ResponseStarted', 2),
    event('a', 'ResponseComplete', 59, { verb: 'watch', user: { groups: ['x', 'y', 'x'] } }),
    event('b', 'ResponseComplete', 3, { user: { username: 'alice', groups: ['y'] }, requestObject: { n: 1.0, deep: { list: [1, '1', [true], {}] } } }),
    event('c', 'Panic', 0, { user: { username: 'é' }, annotations: { k: '' } }),
    event('d', 'Panic', 4, { user: { username: 'z' } }),
  ];
  beforeAll(async () => {
    await server.start();
    await server.enable('main');
    await server.enable('other');
    expect((await server.post('main', lines.join('\n'), { type: 'application/x-ndjson' })).json).toEqual({
      received: 6,
      accepted: 6,
      duplicates: 0,
      quarantined: 0,
    });
  });
  afterAll(() => server.remove());

  const ask = async <T>(place: string, parameters: Record<string, string | number> = {}): Promise<T> => {
    const answer = await server.get(`/api/v1/${place}`, { cluster: 'main', ...parameters });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.bytes.toString('utf8')}`);
    return answer.json as T;
  };
  const rows = async (parameters: Record<string, string | number>): Promise<readonly Row[]> => (await ask<{ events: Row[] }>('events', parameters)).events;
  const codeOf = async (place: string, parameters: Record<string, string | number>): Promise<string> =>
    (await server.get(`/api/v1/${place}`, parameters)).json.code as string;

  it.each(heldElsewhere)('"%s" is held by %s: %s', (_sentence, file, title) => {
    expect([file, existsSync(file) && readFileSync(file, 'utf8').includes(title)]).toEqual([file, true]);
  });

  it('"… says {received}; with wait=stored it comes when the events are searchable and says {accepted, duplicates, quarantined}."', async () => {
    const body = `${event('w', 'Panic', 5)}\nnot json\n`;
    expect((await server.post('other', body, { wait: false })).json).toEqual({ received: 1 });
    expect((await server.post('other', body)).json).toMatchObject({ accepted: 0, duplicates: 1, quarantined: 1 });
    expect(await server.count('', { cluster: 'other' })).toBe(1);
  });

  it('"Readable = a JSON object of kind Event (an item of a list may leave kind out) with an auditID and a stage; anything else in a body is quarantined, equal bytes once; a body with nothing readable is a 400 and in quarantine too."', async () => {
    const listed = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[{"auditID":"l1","stage":"Panic"},{"auditID":"l2"},{"stage":"Panic"},{"kind":"Pod","auditID":"l3","stage":"Panic"}]}`;
    expect((await server.post('other', listed)).json).toMatchObject({ received: 1, accepted: 1, quarantined: 3 });
    const size = async (): Promise<number> => ((await server.get('/api/v1/quarantine', { cluster: 'other' })).json as { entries: unknown[] }).entries.length;
    const before = await size();
    const bad = await server.post('other', '{"nothing":"readable"}');
    expect([bad.status, await size()]).toEqual([400, before + 1]);
    await server.post('other', '{"nothing":"readable"}');
    expect(await size()).toBe(before + 1);
  });

  it('"Ids are opaque, URL-safe, at most 64 characters, the same after restarts, merges, migrations and re-delivery"', async () => {
    const ids = async (): Promise<string[]> => (await rows({ fold: 'false' })).map(({ id }) => id);
    const before = await ids();
    for (const id of before) expect(id).toMatch(/^[\w.~-]{1,64}$/);
    await server.post('main', lines.join('\n'), { type: 'application/x-ndjson' });
    await server.stop();
    await server.start();
    expect(await ids()).toEqual(before);
  });

  it('"Order: events desc by default … by the order of §4"', async () => {
    expect((await rows({ fold: 'false' })).map(({ event: { auditID, stage } }) => `${auditID as string} ${stage as string}`)).toEqual([
      'a ResponseComplete',
      'd Panic',
      'b ResponseComplete',
      'a ResponseStarted',
      'a RequestReceived',
      'c Panic',
    ]);
  });

  it('"Absent: no from = from the oldest, no to = no end, no q or an empty one = everything the caller may see, limit 100, fold=true."', async () => {
    expect((await rows({})).length).toBe(4);
    expect((await rows({ q: '' })).map(({ id }) => id)).toEqual((await rows({ q: '*', fold: 'true', limit: 100, order: 'desc' })).map(({ id }) => id));
  });

  it('"count, histogram, facets, top, query and export speak of events, not of folded requests."', async () => {
    expect(await server.count('', { cluster: 'main' })).toBe(6);
    const { buckets } = await ask<{ buckets: { count: number }[] }>('histogram', { interval: '1h' });
    expect(buckets.map(({ count }) => count)).toEqual([6]);
    const { facets } = await ask<{ facets: Record<string, { values: { count: number }[] }> }>('facets', { fields: 'level' });
    expect(facets.level.values).toEqual([{ value: 'Metadata', count: 6 }]);
    expect((await ask<{ rows: unknown[] }>('top', { by: 'level' })).rows).toEqual([{ values: ['Metadata'], count: 6 }]);
    expect((await server.lines('', { cluster: 'main' })).length).toBe(6);
  });

  it('"exact: false = a limit cut the search, scanned is then what was searched in full."', async () => {
    const answer = await ask<{ exact: boolean; scanned: unknown; tookMs: number }>('events', { from: '2026-11-23', to: '2026-11-24' });
    expect(answer).toMatchObject({
      exact: true,
      scanned: { from: '2026-11-23T00:00:00.000000Z', to: '2026-11-24T00:00:00.000000Z' },
      tookMs: expect.any(Number),
    });
  });

  it('"Fold: q and range choose events; the chosen events of one request are one row with the id, event and place of its last chosen event; stages lists all its stored events in order, chosen or not. limit and cursor count rows."', async () => {
    const [row, ...others] = await rows({ q: 'auditID:a verb:get' });
    expect([others.length, row.event.stage, row.stages!.map(({ stage }) => stage)]).toEqual([
      0,
      'ResponseStarted',
      ['RequestReceived', 'ResponseStarted', 'ResponseComplete'],
    ]);
    expect(row.stages![1].id).toBe(row.id);
    // By its range too: the row stands where its last chosen event stands.
    const early = await rows({ to: minute(4) });
    expect(early.map(({ event: { auditID, stage } }) => `${auditID as string} ${stage as string}`)).toEqual([
      'b ResponseComplete',
      'a ResponseStarted',
      'c Panic',
    ]);
    const page = await ask<{ events: Row[]; cursor: string | null }>('events', { limit: 1 });
    const next = await ask<{ events: Row[]; cursor: string | null }>('events', { limit: 3, cursor: page.cursor! });
    expect([page.events.length, next.events.length, next.cursor]).toEqual([1, 3, null]);
  });

  it('"durationMs = stageTimestamp − requestReceivedTimestamp with three decimals, negative if the clock ran back, absent if either is."', async () => {
    const top = await ask<{ rows: { values: string[]; count: number }[] }>('top', { by: 'durationMs', q: 'NOT auditID:a' });
    expect(top.rows).toEqual([
      { values: ['-1000.000'], count: 1 },
      { values: ['2000.000'], count: 1 },
      { values: ['3000.000'], count: 1 },
    ]);
    expect((await ask<{ rows: unknown }>('top', { by: 'durationMs', cluster: 'other', q: 'auditID:l1' })).rows).toEqual([{ values: [''], count: 1 }]);
  });

  it('"Bytes: an event\'s bytes run from its { to its }. … /events/{id} and ndjson give the bytes"', async () => {
    const [{ id }] = await rows({ q: 'auditID:b' });
    expect((await server.request(`/api/v1/events/${id}`)).bytes.toString('utf8')).toBe(lines[3]);
    expect((await server.lines('auditID:b', { cluster: 'main' })).map(String)).toEqual([lines[3]]);
  });

  it('"Aggregates: by and fields take field names, JSON paths too. A missing value or an object counts as "", scalars as written; of a list each distinct element counts once an event."', async () => {
    const { facets } = await ask<{ facets: Record<string, { values: unknown }> }>('facets', {
      fields: 'user.groups,user,requestObject.deep.list,requestObject.n,annotations.k',
    });
    expect(facets['user.groups'].values).toEqual([
      { value: '', count: 4 },
      { value: 'y', count: 2 },
      { value: 'x', count: 1 },
    ]);
    expect(facets.user.values).toEqual([{ value: '', count: 6 }]);
    expect(facets['requestObject.deep.list'].values).toEqual([
      { value: '', count: 6 },
      { value: '1', count: 1 },
      { value: 'true', count: 1 },
    ]);
    expect(facets['requestObject.n'].values).toEqual([
      { value: '', count: 5 },
      { value: '1', count: 1 },
    ]);
  });

  it('"top and facets sort by count downward, then by the value\'s UTF-8 bytes; distinct includes ""." "Values are strings."', async () => {
    const { facets } = await ask<{ facets: Record<string, unknown> }>('facets', { fields: 'user.username', limit: 3 });
    expect(facets['user.username']).toEqual({
      values: [
        { value: '', count: 3 },
        { value: 'alice', count: 1 },
        { value: 'z', count: 1 },
      ],
      distinct: 4,
      exact: true,
    });
    const { rows: top } = await ask<{ rows: unknown[] }>('top', { by: 'user.username,stage', limit: 4 });
    expect(top).toEqual([
      { values: ['', 'RequestReceived'], count: 1 },
      { values: ['', 'ResponseComplete'], count: 1 },
      { values: ['', 'ResponseStarted'], count: 1 },
      { values: ['alice', 'ResponseComplete'], count: 1 },
    ]);
  });

  it('"Histogram buckets start at multiples of the interval (whole number + s, m, h, d) since the Unix epoch, start in RFC 3339 UTC, empty ones left out."', async () => {
    expect((await ask<{ buckets: unknown }>('histogram', { interval: '7s', by: 'verb' })).buckets).toEqual(
      [
        [Math.floor(Date.parse(minute(0)) / 7000), { get: 3 }],
        [Math.floor(Date.parse(minute(3)) / 7000), { get: 2 }],
        [Math.floor(Date.parse(minute(59)) / 7000), { watch: 1 }],
      ]
        .reduce<[number, Record<string, number>][]>((all, [bucket, counts]) => {
          const same = all.find(([other]) => other === bucket);
          if (same === undefined) all.push([bucket as number, { ...(counts as Record<string, number>) }]);
          else for (const [verb, n] of Object.entries(counts as Record<string, number>)) same[1][verb] = (same[1][verb] ?? 0) + n;
          return all;
        }, [])
        .map(([bucket, counts]) => ({
          start: `${new Date(bucket * 7000).toISOString().slice(0, 19)}Z`,
          count: Object.values(counts).reduce((a, b) => a + b, 0),
          counts,
        })),
    );
    for (const interval of ['0s', '1w', '-1s', '1.5m', 's', '', '60', '1 s', '99999999999d'])
      expect([interval, await codeOf('histogram', { interval })]).toEqual([interval, 'bad_parameter']);
  });

  it('"Errors: … bad_parameter (unknown parameters too; from after to)"', async () => {
    for (const place of ['count', 'histogram', 'facets', 'top', 'export', 'events']) {
      const needed: Record<string, string> = place === 'top' ? { by: 'verb' } : {};
      expect([place, await codeOf(place, { ...needed, sort: 'x' })]).toEqual([place, 'bad_parameter']);
      expect([place, await codeOf(place, { ...needed, from: '2026-11-24', to: '2026-11-23' })]).toEqual([place, 'bad_parameter']);
      expect([place, await codeOf(place, { ...needed, q: 'verb:(' })]).toEqual([place, 'query_syntax']);
    }
    expect(await codeOf('top', {})).toBe('bad_parameter');
    for (const limit of ['0', '10001', 'x']) expect(await codeOf('facets', { fields: 'verb', limit })).toBe('bad_parameter');
    for (const [place, name] of [
      ['histogram', 'by'],
      ['facets', 'fields'],
      ['top', 'by'],
    ])
      expect((await server.get(`/api/v1/${place}`, { [name]: 'user.usrname' })).json).toMatchObject({
        code: 'unknown_field',
        hint: 'Did you mean user.username?',
        position: { offset: 0, line: 1, column: 1 },
      });
  });

  it('"Errors: … 401 unauthenticated; 404 not_found; 409 conflict; 413 too_large"', async () => {
    for (const place of ['count', 'histogram', 'facets', 'top?by=verb', 'tail', 'export', 'events'])
      expect([place, (await server.request(`/api/v1/${place}`, { token: 'wrong' })).status]).toEqual([place, 401]);
    expect((await server.request('/api/v1/events/none')).json.code).toBe('not_found');
  });

  it('"q longer than 16,000 characters or nested over 100 deep is query_syntax. A | in q anywhere but /query is bad_value."', async () => {
    for (const place of ['count', 'histogram', 'facets', 'tail', 'export', 'events']) {
      expect([place, await codeOf(place, { q: 'a'.repeat(16_001) })]).toEqual([place, 'query_syntax']);
      expect([place, await codeOf(place, { q: `${'('.repeat(101)}a${')'.repeat(101)}` })]).toEqual([place, 'query_syntax']);
      expect([place, await codeOf(place, { q: 'verb:get | count' })]).toEqual([place, 'bad_value']);
    }
  });

  it('"429 busy and 503 unavailable with Retry-After": one caller cannot have all of it', async () => {
    const limited = new TestServer(['--search-concurrency', '1']);
    try {
      await limited.start();
      const answers = await Promise.all(Array.from({ length: 120 }, () => limited.get('/api/v1/count', { q: 'a' })));
      const refused = answers.filter(({ status }) => status !== 200);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThan(120);
      for (const { status, json, headers } of refused) expect([status, json.code, Number(headers.get('retry-after')) >= 1]).toEqual([429, 'busy', true]);
      expect((await limited.get('/api/v1/count', {})).status).toBe(200);
    } finally {
      await limited.remove();
    }
  });
});
