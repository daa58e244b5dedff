import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvent } from './decode-event.ts';
import { encodeBody, type EncodedBody } from './encode-body.ts';
import { readRow, type Row } from './engine/read-rows.ts';
import { columns } from './schema.ts';

const context = { seq: 7, cluster: 'c', topic: 't', retentionDays: 30, source: 'admin', receivedAt: 1_795_410_000_000 };
const kinds = columns.map((column) => column.kind);
const rowsOf = (body: EncodedBody): Row[] => body.rows.map(({ from, to }) => readRow(body.buffer.subarray(from, to), kinds));
const value = (row: Row, name: string): unknown => {
  const found = row[columns.findIndex((column) => column.name === name)];
  return typeof found === 'number' ? found : found.toString('utf8');
};

async function encodeOne(event: string | Buffer): Promise<{ row: Row; back: Buffer }> {
  const body = await encodeBody(Buffer.from(event), context);
  expect(body.bad).toEqual([]);
  const [row] = rowsOf(body);
  return { row, back: decodeEvent(row) };
}

const head = '"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"a","stage":"ResponseComplete"';

describe('encodeBody and decodeEvent', () => {
  const files = readdirSync('examples').filter((name) => name.endsWith('.ndjson.gz') && !name.startsWith('webhook'));
  it.each(files)('give every captured event of %s back byte for byte, nearly all without keeping text', async (name) => {
    const text = gunzipSync(readFileSync(`examples/${name}`));
    const body = await encodeBody(text, context);
    const rows = rowsOf(body);
    expect(Buffer.concat(rows.flatMap((row) => [decodeEvent(row), Buffer.from('\n')])).equals(text)).toBe(true);
    const kept = rows.filter((row) => value(row, 'head') !== '').length;
    expect(kept / rows.length).toBeLessThan(0.05);
  });

  it.each([
    ['white space', `{ ${head} , "requestObject" : { "b" : [ ] } ,\n"responseObject":null}`],
    ['repeated keys', `{${head},"verb":"get","verb":"delete","requestObject":1,"requestObject":{"x":2}}`],
    ['unknown keys', `{${head},"new":{"a":[1]},"objectRef":{"resource":"pods","other":null},"zzz":1e400}`],
    ['odd types', `{${head},"verb":5,"user":"root","sourceIPs":"x","responseStatus":{"code":"200"},"annotations":[]}`],
    ['escaped keys', `{${head},"v\\u0065rb":"get"}`],
    ['other escapes', `{${head},"requestURI":"\\/a\\u0041\\u00e9","userAgent":"<raw & unescaped>"}`],
    ['lone surrogates', `{${head},"userAgent":"\\ud83d"}`],
    ['line separators and quotes', `{${head},"userAgent":"\\u2028\\"\\\\\\u0007é😀\u007f"}`],
    ['times of other forms', `{${head},"requestReceivedTimestamp":"2026-11-23T04:53:06Z","stageTimestamp":"2026-11-23T06:53:06.123456789+02:00"}`],
    ['times that are none', `{${head},"requestReceivedTimestamp":null,"stageTimestamp":"0001-01-01T00:00:00Z"}`],
    ['codes of other forms', `{${head},"responseStatus":{"metadata":{},"code":0}}`],
    ['empty containers', `{${head},"user":{},"objectRef":{},"responseStatus":{"metadata":{}},"annotations":{}}`],
  ])('give an event with %s back byte for byte', async (_what, event) => {
    const { back } = await encodeOne(event);
    expect(back.toString('utf8')).toBe(event);
  });

  it('give bytes that are not UTF-8 back, in bodies and in the head', async () => {
    for (const key of ['requestObject', 'userAgent', 'unknown']) {
      const event = Buffer.concat([Buffer.from(`{${head},"${key}":"`), Buffer.from([0xff, 0xc0, 0xed, 0xa0, 0x80]), Buffer.from('"}')]);
      const { back } = await encodeOne(event);
      expect(back.equals(event)).toBe(true);
    }
  });

  it('give any head strings back byte for byte, escaped in any way', async () => {
    const escaped = fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text));
    const anyEscape = fc.string().map((text) => `"${[...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(escaped, anyEscape), fc.oneof(escaped, anyEscape), async (a, b) => {
        const event = `{${head},"userAgent":${a},"objectRef":{"name":${b}},"annotations":{${a}:${b}}}`;
        const { back } = await encodeOne(event);
        expect(back.toString('utf8')).toBe(event);
      }),
      { numRuns: 300 },
    );
  });

  it('put decoded values into columns and derive the rest', async () => {
    const { row } = await encodeOne(
      `{${head},"requestURI":"/a?x=1\\u0026y=2","user":{"username":"system:node:a","groups":["system:nodes"]},"sourceIPs":["1.2.3.4","10.0.0.1"],` +
        '"userAgent":"kubectl/v1.20.2 (linux)","responseStatus":{"metadata":{},"code":201},"requestReceivedTimestamp":"2026-11-23T04:53:06.000001Z","stageTimestamp":"2026-11-23T04:53:07.000000Z",' +
        '"annotations":{"authorization.k8s.io/reason":"RBAC: allowed by RoleBinding \\"b/ns\\" of Role \\"r\\" to User \\"u\\""}}',
    );
    const names = [
      'requestURI',
      'user.username',
      'actor',
      'sourceIP',
      'client.name',
      'client.version',
      'rbac.binding',
      'rbac.role',
      'responseStatus.code',
      'lat',
      'odd',
      'head',
    ];
    expect(names.map((name) => value(row, name))).toEqual([
      '/a?x=1&y=2',
      'system:node:a',
      'component',
      '10.0.0.1',
      'kubectl',
      'v1.20.2',
      'b/ns',
      'r',
      201,
      999_999,
      0,
      '',
    ]);
  });

  it('mark what columns cannot say as odd, so that it is decided on the event', async () => {
    for (const event of [`{${head},"verb":5}`, `{${head},"verb":"a","verb":"b"}`, `{${head},"user":{"groups":[1]}}`, `{${head},"userAgent":"\\udc00"}`]) {
      const { row } = await encodeOne(event);
      expect([event, value(row, 'odd')]).toEqual([event, 1]);
    }
    const { row } = await encodeOne(`{ ${head}}`);
    expect(value(row, 'odd')).toBe(0);
  });
});
