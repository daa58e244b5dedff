// How long a policy not seen before takes over stored events: each preset once, beside a count that reads every body, in the same run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { presets } from '../dist/policy/presets/presets.js';
import { printDraft } from '../dist/policy/print-draft.js';
import { round, sendAll, writeBodies } from './lib/bodies.mjs';
import { readEvents } from './lib/replicate.mjs';
import { startServer } from './lib/server.mjs';

const examples = new URL('../examples/tke-policy.ndjson.gz', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    corpus: { type: 'string', default: examples },
    settle: { type: 'string', default: '20' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const cluster = 'bench';
const connections = 4;
const floorSeconds = 10;
const events = Number(values.events);
const folder = mkdtempSync(path.join(values.dir, 'cluster-audit-bench-'));
try {
  const bodiesFile = path.join(folder, 'bodies');
  const bodies = writeBodies(bodiesFile, readEvents(values.corpus), { count: events, batch: 400, end: Date.now(), seed: 1 });
  const server = await startServer(path.join(folder, 'data'), { connections });
  try {
    await server.call('PUT', `/api/v1/clusters/${cluster}`, { region: 'bench' });
    await server.call('PUT', `/api/v1/clusters/${cluster}/features/audit`, { enabled: true });
    await sendAll(bodiesFile, bodies, connections, (body) => server.post(cluster, body));
    while ((await server.call('GET', '/api/v1/count')).count < events) await wait(500);
    await wait(Number(values.settle) * 1000);
    console.log(JSON.stringify({ events, ...(await measure(server)) }, null, 2));
  } finally {
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function measure(server) {
  // A search that must look into each body is what any other way to decide an event would cost at least.
  const scan = await timed(() => server.call('GET', `/api/v1/count?q=${encodeURIComponent('requestObject.spec.replicas:>10')}`));
  const results = [];
  for (const { name, draft } of presets) {
    const seconds = await timed(() => server.call('POST', '/api/v1/policy/replay', { policy: printDraft(draft) }));
    results.push({ policy: name, seconds: round(seconds), ratio: round(seconds / scan) });
  }
  return { bodyScanSeconds: round(scan), results, floor: { seconds: floorSeconds, met: results.every(({ seconds }) => seconds < floorSeconds) } };
}

async function timed(work) {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}
