import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpusFolder, isFullCorpus, TestServer } from '../harness/server.ts';

/** 2.2 MB of it are the two indexes of words (decisions 0014 and 0027). */
const maxBytes = 9_500_000;
/** After a long rest days are packed (src/store/upkeep.ts). */
const withinMs = 240_000;

describe.runIf(isFullCorpus)('events are kept small', () => {
  const server = new TestServer();
  beforeAll(() => server.start());
  afterAll(() => server.remove());

  it('34,000 events of 95 MB take less than 9.5 MB of the engine within four minutes of the last one', async () => {
    await server.enable('small');
    expect(server.cli('import', `${corpusFolder}/tke-policy.ndjson.gz`, '--cluster', 'small').status).toBe(0);
    const from = performance.now();
    const engine = path.join(server.data, 'engine');
    const size = (): number => Number(spawnSync('du', ['-s', '-B1', engine]).stdout.toString('utf8').split('\t')[0]);
    while (size() >= maxBytes && performance.now() - from < withinMs) await wait(500);
    expect(size()).toBeLessThan(maxBytes);
    expect(await server.count('', { cluster: 'small' })).toBe(34_000);
  }, 360_000);
});
