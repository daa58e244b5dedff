import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSql } from '../harness/random-sql.ts';
import { noteFigures } from '../harness/figures.ts';
import { TestServer } from '../harness/server.ts';

const statements = Number(process.env.SQL_STATEMENTS ?? 150);
const seed = Number(process.env.SQL_SEED ?? 8);

describe('random SQL after a pipe', () => {
  const server = new TestServer();
  beforeAll(async () => {
    await server.start();
    for (const name of ['hostile-raw', 'modern-1.36']) {
      await server.enable(name);
      await server.post(name, gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)), { type: 'application/x-ndjson' });
    }
  });
  afterAll(() => server.remove());

  it(`${statements} statements are answered with rows, or with a problem that says what to do`, async () => {
    const sql = createSql(seed);
    const wrong: unknown[] = [];
    let answered = 0;
    for (let k = 0; k < statements; k += 1) {
      const q = `${k % 3 === 0 ? '' : k % 3 === 1 ? 'verb:get' : 'NOT nginx'} | ${k % 10 === 9 ? sql.broken() : sql.statement()}`;
      const answer = await server.get('/api/v1/query', { q });
      const { code, hint, position, exact, rows, columns, detail } = answer.json;
      if (answer.status === 200) {
        answered += 1;
        if (exact !== true || !rows.every((row: unknown[]) => row.length === columns.length)) wrong.push({ q, exact });
      } else if (answer.status !== 400 || hint === undefined || position === undefined) wrong.push({ q, status: answer.status, code, detail });
    }
    if (wrong.length > 0) console.error(server.stderr.slice(-400_000));
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(answered).toBeGreaterThan(statements / 2);
    noteFigures({ statements, answered, wrong: wrong.length });
  }, 900_000);
});
