// What happens at the rated load and far above it: acknowledgement times, refusals, memory, and whether all that was acknowledged is stored.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { round, writeBodies } from './lib/bodies.mjs';
import { watchMemory } from './lib/process-tree.mjs';
import { readEvents } from './lib/replicate.mjs';
import { startServer } from './lib/server.mjs';

const usage = `usage: npm run bench -- overload [--rated N] [--times N] [--seconds N] [--connections N] [--corpus FILE] [--dir DIR] [--check]
  --rated        events a second that a server must take without delay, 5000
  --times        how many times that is sent afterwards, 10
  --seconds      how long each of the two lasts, 60
  --connections  requests on the way at one time, 400
  --corpus       NDJSON or .gz of captured events, examples/tke-policy.ndjson.gz
  --dir          where bodies and data lie meanwhile, the system's folder for temporary files
  --check        end with 1 when a floor is missed`;
const cluster = 'bench';
const megabyte = 1024 * 1024;
const batch = 400;
/** Different bodies; each is sent with fresh identities. */
const bodyCount = 8;
const engineMb = 640;
const floor = { ackP99Ms: 200, serverMb: 512, treeMb: engineMb + 512 };
const storedMs = 1_200_000;
const timestamp = /"(?:stage|requestReceived)Timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g;
const timeLength = 'YYYY-MM-DDTHH:MM:SS'.length;
const nil = '00000000-0000-0000-0000-000000000000';
const uuid = /"auditID":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"/g;

const options = readOptions();
const folder = mkdtempSync(path.join(options.dir, 'cluster-audit-bench-'));
try {
  const result = await measure();
  console.log(JSON.stringify(result, null, 2));
  noteFigures(result);
  if (options.check && !result.floor.met) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function measure() {
  const input = writeInput();
  const server = await startServer(path.join(folder, 'data'), { connections: 4 });
  try {
    await server.call('PUT', `/api/v1/clusters/${cluster}`, { region: 'bench' });
    await server.call('PUT', `/api/v1/clusters/${cluster}/features/audit`, { enabled: true });
    // The first seconds of a process are slow, and no server lives for seconds.
    const warm = await send(server, input, { eventsPerSecond: options.rated, seconds: Math.min(10, options.seconds), first: 0 });
    const rated = await watched(server, () => send(server, input, { eventsPerSecond: options.rated, seconds: options.seconds, first: 1e6 }));
    const over = await watched(server, () => send(server, input, { eventsPerSecond: options.rated * options.times, seconds: options.seconds, first: 2e6 }));
    const acknowledged = warm.events + rated.events + over.events;
    const stored = await untilStored(server, acknowledged);
    return {
      bench: 'overload',
      machine: { cores: cpus().length, memoryMb: Math.round(totalmem() / megabyte), node: process.version },
      input: { events: batch, bodies: bodyCount, bytesPerBody: Math.round(input.bytes / bodyCount), rated: options.rated, times: options.times },
      rated,
      over,
      acknowledged,
      stored: stored.count,
      secondsUntilStored: stored.seconds,
      floor: { ...floor, met: isMet(rated, over, acknowledged, stored.count) },
    };
  } finally {
    await server.stop();
  }
}

function isMet(rated, over, acknowledged, stored) {
  const isAnswered = [rated, over].every((one) => one.other === 0 && one.unanswered === 0 && one.refusedWithoutRetryAfter === 0);
  const isFast = rated.refused === 0 && rated.ackMs !== null && rated.ackMs.p99 < floor.ackP99Ms;
  const isSmall = over.serverMb < floor.serverMb && over.treeMb < floor.treeMb;
  return isAnswered && isFast && isSmall && stored === acknowledged;
}

/** Bodies of captured events, with the places of what is made anew for each sending: digits of identities, and times to the second. */
function writeInput() {
  const file = path.join(folder, 'bodies');
  const index = path.join(folder, 'index.json');
  const lines = readEvents(options.corpus).filter((line) => [...line.matchAll(uuid)].some(([, id]) => id !== nil));
  const bodies = writeBodies(file, lines, { count: batch * bodyCount, batch, end: Date.now(), seed: 1 });
  const all = readFileSync(file).toString('latin1');
  const withIds = bodies.map((body) => {
    const text = all.slice(body.offset, body.offset + body.length);
    const endsOf = (pattern) => [...text.matchAll(pattern)].map((match) => match.index + match[0].length);
    return { ...body, ids: endsOf(uuid).map((end) => end - 13), times: endsOf(timestamp).map((end) => end - timeLength) };
  });
  writeFileSync(index, JSON.stringify(withIds));
  return { file, index, bytes: all.length };
}

/** Runs the sender and answers what it counted. */
function send(server, { file, index }, { eventsPerSecond, seconds, first }) {
  const { url, token } = server;
  const order = { url, token, cluster, file, index, bodiesPerSecond: eventsPerSecond / batch, seconds, connections: options.connections, first };
  const script = new URL('lib/paced-sender.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.once('exit', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`the sender ended with ${code}`))));
  });
}

async function watched(server, work) {
  const [own, tree] = [watchMemory(server.pid, true), watchMemory(server.pid)];
  const counts = await work();
  return { ...counts, eventsPerSecond: Math.round(counts.events / counts.seconds), serverMb: toMb(own.stop()), treeMb: toMb(tree.stop()) };
}

function toMb(bytes) {
  return Math.round(bytes / megabyte);
}

async function untilStored(server, events) {
  const begun = performance.now();
  for (;;) {
    const { count } = await server.call('GET', `/api/v1/count?cluster=${cluster}`);
    const seconds = round((performance.now() - begun) / 1000, 1);
    // More than was acknowledged would be as wrong as less: it is waited for a moment, too.
    if (count >= events && seconds > 2) return { count, seconds };
    if (seconds * 1000 > storedMs) return { count, seconds };
    await wait(200);
  }
}

function noteFigures({ rated, over, acknowledged, stored, secondsUntilStored }) {
  if (process.env.TORTURE_FIGURES === undefined) return;
  const figures = {
    'rated load, events/s': options.rated,
    'acknowledged at it, p50 ms': rated.ackMs?.p50,
    'acknowledged at it, p99 ms': rated.ackMs?.p99,
    'sent above it, events/s': options.rated * options.times,
    'acknowledged then, events/s': over.eventsPerSecond,
    'bodies answered 200': over.acknowledged,
    'bodies answered 503 with Retry-After': over.refused - over.refusedWithoutRetryAfter,
    'other answers, and none': over.other + over.unanswered + over.refusedWithoutRetryAfter,
    'slowest answer, ms': Math.max(over.ackMs?.max ?? 0, over.refusedMs?.max ?? 0),
    'largest memory of the server, MB': over.serverMb,
    'largest memory of server and engine, MB': over.treeMb,
    'events acknowledged': acknowledged,
    'events stored': stored,
    'stored after, s': secondsUntilStored,
  };
  appendFileSync(process.env.TORTURE_FIGURES, `${JSON.stringify(figures)}\n`);
}

function readOptions() {
  const text = (fallback) => ({ type: 'string', default: fallback });
  try {
    const { values } = parseArgs({
      options: {
        rated: text('5000'),
        times: text('10'),
        seconds: text('60'),
        connections: text('400'),
        corpus: text(new URL('../examples/tke-policy.ndjson.gz', import.meta.url).pathname),
        dir: text(tmpdir()),
        check: { type: 'boolean', default: false },
      },
    });
    const numbers = Object.fromEntries(['rated', 'times', 'seconds', 'connections'].map((name) => [name, positive(values, name)]));
    return { ...values, ...numbers };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

function positive(values, name) {
  const number = Number(values[name]);
  if (!(number > 0)) throw new Error(`--${name} ${values[name]} is no number above 0`);
  return number;
}
