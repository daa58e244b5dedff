import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/tke-policy.ndjson.gz'))).slice(0, 1500);
const ndjson = (part: readonly (Uint8Array | string)[]): Buffer => Buffer.concat(part.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
const header =
  'id,stageTimestamp,requestReceivedTimestamp,cluster,stage,level,verb,user.username,sourceIP,userAgent,objectRef.apiGroup,objectRef.resource,objectRef.subresource,objectRef.namespace,objectRef.name,responseStatus.code,requestURI,auditID,durationMs';

/** RFC 4180, character by character. */
function readCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < csv.length; i += 1) {
    const c = csv[i];
    if (isQuoted) {
      if (c !== '"') cell += c;
      else if (csv[i + 1] === '"') cell += csv[++i];
      else isQuoted = false;
    } else if (c === '"') isQuoted = true;
    else if (c === ',' || c === '\r') {
      rows.at(-1)!.push(cell);
      cell = '';
    } else if (c === '\n') rows.push([]);
    else cell += c;
  }
  return rows.slice(0, -1);
}

const guarded = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

describe('export', () => {
  const server = new TestServer();
  beforeAll(async () => {
    await server.start();
    await server.enable('main');
    expect((await server.post('main', ndjson(lines), { type: 'application/x-ndjson' })).json.accepted).toBe(lines.length);
  });
  afterAll(() => server.remove());

  it('as CSV has the promised columns and the values of the events', async () => {
    const answer = await server.get('/api/v1/export', { cluster: 'main', format: 'csv' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    const csv = answer.bytes.toString('utf8');
    expect(csv.endsWith('\r\n')).toBe(true);
    const [names, ...rows] = readCsv(csv);
    expect(names.join(',')).toBe(header);
    const key = (cells: readonly string[]): string => JSON.stringify(cells);
    const expected = lines.map((line) => {
      const e = new Document(line, 'main');
      const at = (...path: string[]): string => e.string(...path) ?? '';
      const micros = e.durationMicros;
      const code = e.at('responseStatus', 'code').at(-1);
      return key(
        [
          'main',
          at('stage'),
          at('level'),
          at('verb'),
          at('user', 'username'),
          e.sourceIP ?? '',
          at('userAgent'),
          at('objectRef', 'apiGroup'),
          at('objectRef', 'resource'),
          at('objectRef', 'subresource'),
          at('objectRef', 'namespace'),
          at('objectRef', 'name'),
          code?.t === 'number' ? code.s : '',
          at('requestURI'),
          at('auditID'),
          micros === undefined ? '' : (micros / 1000).toFixed(3),
        ].map(guarded),
      );
    });
    expect(rows.map((row) => key(row.slice(3))).sort()).toEqual(expected.sort());
    const times = rows.map((row) => Date.parse(row[1]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((await server.request(`/api/v1/events/${rows[7][0]}`)).status).toBe(200);
  });

  it('as CSV of chosen fields guards cells that a spreadsheet would run', async () => {
    await server.enable('formula');
    const evil = ['=1+1', '+1', '-1', '@x', '\tx', 'a "b", c', 'line\nbreak'];
    const events = evil.map((userAgent, k) =>
      JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'Metadata',
        auditID: `evil-${k}`,
        stage: 'Panic',
        userAgent,
        stageTimestamp: `2026-11-23T00:00:0${k}.000000Z`,
      }),
    );
    await server.post('formula', ndjson(events), { type: 'application/x-ndjson' });
    const answer = await server.get('/api/v1/export', { cluster: 'formula', format: 'csv', fields: 'auditID,userAgent' });
    expect(readCsv(answer.bytes.toString('utf8'))).toEqual([['auditID', 'userAgent'], ...evil.map((cell, k) => [`evil-${k}`, guarded(cell)])]);
    expect((await server.get('/api/v1/export', { format: 'csv', fields: 'auditID,nonsense' })).status).toBe(400);
  });

  it('as NDJSON puts an event that came over several lines on one, a blank for each break', async () => {
    await server.enable('lines');
    const pretty =
      '{\r\n  "kind": "Event", "apiVersion": "audit.k8s.io/v1",\n\t"level": "Metadata",\n  "auditID": "pretty-1",\n  "stage": "Panic",\n  "userAgent": "a\\nb"\n}';
    expect((await server.post('lines', pretty)).json.accepted).toBe(1);
    const oneLine = pretty.replace(/[\r\n]/g, ' ');
    const answer = await server.get('/api/v1/export', { cluster: 'lines' });
    expect([answer.headers.get('content-type')?.split(';')[0], answer.bytes.toString('utf8')]).toEqual(['application/x-ndjson', `${oneLine}\n`]);
    const [{ id }] = (await server.get('/api/v1/events', { cluster: 'lines' })).json.events as { id: string }[];
    expect((await server.request(`/api/v1/events/${id}`)).bytes.toString('utf8')).toBe(oneLine);
  });

  it('of nothing is an empty NDJSON, and a CSV of its header', async () => {
    expect((await server.get('/api/v1/export', { q: 'verb:nothing' })).bytes.length).toBe(0);
    expect((await server.get('/api/v1/export', { q: 'verb:nothing', format: 'csv' })).bytes.toString('utf8')).toBe(`${header}\r\n`);
  });
});
