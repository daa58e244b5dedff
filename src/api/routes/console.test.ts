import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { createFakeParts } from '../fake-parts.ts';

const folder = mkdtempSync(join(tmpdir(), 'console-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>');
writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {};');
writeFileSync(join(folder, 'assets', 'index-abc.js.map'), '{}');
const app = createApi({ parts: createFakeParts({ consoleFolder: folder }), onError: () => {} });
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describe('serveConsole', () => {
  it('gives the page at every address a browser may open, with a strict policy', async () => {
    for (const url of ['/', '/explore?q=x', '/clusters/my.cluster', '/index.html']) {
      const answer = await app.inject(url);
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
      expect(answer.headers['content-security-policy']).toMatch(/default-src 'self'.*object-src 'none'.*frame-ancestors 'none'/);
    }
  });

  it('gives hashed files for ever, compressed where that is understood', async () => {
    const answer = await app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect(gunzipSync(answer.rawPayload).toString()).toBe('export {};');
    expect(answer.headers['cache-control']).toContain('immutable');
    expect((await app.inject({ url: '/assets/index-abc.js', headers: { 'if-none-match': String(answer.headers.etag) } })).statusCode).toBe(304);
  });

  it.each(['/assets/other.js', '/assets/index-abc.js.map', '/api/x'])('answers not_found at %s', async (url) => {
    const answer = await app.inject(url);
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });
});
