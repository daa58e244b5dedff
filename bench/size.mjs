// What grown events take on disk, all indexes included, beside the same events in compressed files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { round, sendAll, writeBodies } from './lib/bodies.mjs';
import { diskBytes } from './lib/disk.mjs';
import { missingCommands, writeRawFiles } from './lib/raw-files.mjs';
import { readEvents, replicate } from './lib/replicate.mjs';
import { startServer } from './lib/server.mjs';

const text = (fallback) => ({ type: 'string', default: fallback });
const { values } = parseArgs({
  options: {
    events: text('1000000'),
    days: text('6'),
    corpus: text(new URL('../examples/tke-policy.ndjson.gz', import.meta.url).pathname),
    // Days to which nothing came for a while are packed.
    settle: text('240'),
    seed: text('1'),
    dir: text(tmpdir()),
  },
});
const cluster = 'bench';
const goalBytesPerEvent = 140;
const count = Number(values.events);
const folder = mkdtempSync(path.join(values.dir, 'cluster-audit-bench-'));
try {
  const making = { count, end: Date.now(), seed: Number(values.seed), days: Number(values.days) };
  const lines = readEvents(values.corpus);
  const bodiesFile = path.join(folder, 'bodies');
  const bodies = writeBodies(bodiesFile, lines, { ...making, batch: 400 });
  const engine = await storedBytes(bodiesFile, bodies);
  rmSync(bodiesFile);
  const rawFolder = path.join(folder, 'raw');
  const isThere = !missingCommands().includes('zstd');
  if (isThere) writeRawFiles(rawFolder, replicate(lines, making));
  const perEvent = (bytes) => round(bytes / count);
  const zstd = isThere ? perEvent(diskBytes(rawFolder)) : null;
  console.log(
    JSON.stringify(
      {
        bench: 'size',
        at: new Date().toISOString(),
        input: {
          corpus: path.basename(values.corpus),
          events: count,
          days: making.days,
          bytesPerEvent: perEvent(bodies.reduce((sum, { length }) => sum + length, 0)),
        },
        bytesPerEvent: perEvent(engine),
        zstdBytesPerEvent: zstd,
        ratio: zstd === null ? null : round(perEvent(engine) / zstd),
        goal: { bytesPerEvent: goalBytesPerEvent, met: perEvent(engine) <= goalBytesPerEvent },
      },
      null,
      2,
    ),
  );
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

/** Bytes of the engine's folder once its parts are merged. */
async function storedBytes(bodiesFile, bodies) {
  const data = path.join(folder, 'data');
  const server = await startServer(data, { connections: 4 });
  try {
    await server.call('PUT', `/api/v1/clusters/${cluster}`, { region: 'bench' });
    await server.call('PUT', `/api/v1/clusters/${cluster}/features/audit`, { enabled: true });
    await sendAll(bodiesFile, bodies, 4, (body) => server.post(cluster, body));
    while ((await server.call('GET', `/api/v1/count?cluster=${cluster}`)).count < count) await wait(250);
    await wait(Number(values.settle) * 1000);
    return diskBytes(path.join(data, 'engine'));
  } finally {
    await server.stop();
  }
}
