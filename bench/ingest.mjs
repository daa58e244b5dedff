// How fast, how dear and how large: posts grown events to a fresh server and prints JSON, beside a plain append of the same bytes with the same sync.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { round, sendAll, summarize, writeBodies } from './lib/bodies.mjs';
import { diskBytes } from './lib/disk.mjs';
import { cpuSeconds, watchMemory } from './lib/process-tree.mjs';
import { readEvents } from './lib/replicate.mjs';
import { startServer } from './lib/server.mjs';

const usage = `usage: npm run bench -- ingest [--events N] [--corpus FILE] [--batch N] [--connections N] [--settle SECONDS] [--seed N] [--dir DIR] [--check]
  --events       how many, 200000
  --corpus       NDJSON or .gz of captured events, examples/tke-policy.ndjson.gz
  --batch        events a body, 400 as kube-apiserver sends them
  --connections  bodies on the way at one time, 4
  --settle       how long merges go on before disk and processor are read for good, 60 s
  --dir          where bodies and data lie meanwhile, the system's folder for temporary files
  --check        end with 1 when a floor is missed`;
const floor = { eventsPerSecond: 25_000, cpuSecondsPerMillion: 45 };
const cluster = 'bench';
const megabyte = 1024 * 1024;
const million = 1e6;
/** How long the last events may take to become searchable. */
const storedMs = 600_000;

const options = readOptions();
const folder = mkdtempSync(path.join(options.dir, 'cluster-audit-bench-'));
try {
  const result = await measure(options, folder);
  console.log(JSON.stringify(result, null, 2));
  if (options.check && !result.floor.met) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function measure(options, folder) {
  const bodiesFile = path.join(folder, 'bodies');
  const lines = readEvents(options.corpus);
  const bodies = writeBodies(bodiesFile, lines, { count: options.events, batch: options.batch, end: Date.now(), seed: options.seed });
  const bytes = bodies.reduce((sum, { length }) => sum + length, 0);
  const append = measureAppend(options, folder, bodiesFile, bodies);
  const product = await measureProduct(options, folder, bodiesFile, bodies);
  const input = {
    corpus: path.basename(options.corpus),
    capturedEvents: lines.length,
    events: options.events,
    bodies: bodies.length,
    bytes,
    bytesPerEvent: round(bytes / options.events),
    batch: options.batch,
    connections: options.connections,
  };
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? '',
    memoryMb: Math.round(totalmem() / megabyte),
    node: process.version,
  };
  const met = product.eventsPerSecond >= floor.eventsPerSecond && product.cpuSecondsPerMillion <= floor.cpuSecondsPerMillion;
  return {
    bench: 'ingest',
    at: new Date().toISOString(),
    machine,
    input,
    product,
    append,
    ratio: ratiosOf(product, append),
    floor: { ...floor, met },
  };
}

/** The plain append, in a process of its own so that its cost can be told. */
function measureAppend({ events, connections }, folder, bodiesFile, bodies) {
  const index = path.join(folder, 'index.json');
  const out = path.join(folder, 'appended');
  writeFileSync(index, JSON.stringify(bodies));
  const script = new URL('append.mjs', import.meta.url).pathname;
  const {
    ackMs,
    seconds,
    cpuSeconds: cpu,
    peakBytes,
  } = JSON.parse(execFileSync(process.execPath, [script, bodiesFile, index, out, String(connections)], { maxBuffer: 256 * megabyte }).toString('utf8'));
  const disk = diskBytes(folder) - diskBytesOf(bodiesFile, index);
  rmSync(out);
  return {
    eventsPerSecond: Math.round(events / seconds),
    cpuSecondsPerMillion: perMillion(cpu, events),
    peakRssMb: round(peakBytes / megabyte, 0),
    diskBytesPerEvent: round(disk / events),
    ackMs: summarize(ackMs),
  };
}

async function measureProduct({ events, connections, settle }, folder, bodiesFile, bodies) {
  const data = path.join(folder, 'data');
  const server = await startServer(data, { connections });
  try {
    await server.call('PUT', `/api/v1/clusters/${cluster}`, { region: 'bench' });
    await server.call('PUT', `/api/v1/clusters/${cluster}/features/audit`, { enabled: true });
    const clientMemory = watchMemoryOfClient();
    const memory = watchMemory(server.pid);
    const [cpuBefore, clientBefore, from] = [cpuSeconds(server.pid), process.cpuUsage(), performance.now()];
    const { ackMs, seconds: ackSeconds } = await sendAll(bodiesFile, bodies, connections, (body) => server.post(cluster, body));
    const client = process.cpuUsage(clientBefore);
    await untilStored(server, events);
    const storedSeconds = (performance.now() - from) / 1000;
    const cpuStored = cpuSince(server.pid, cpuBefore);
    const diskStored = sizesOf(data, events);
    await wait(settle * 1000);
    const cpuSettled = cpuSince(server.pid, cpuBefore);
    return {
      // Until the last event is searchable; acknowledged is what senders see.
      eventsPerSecond: Math.round(events / storedSeconds),
      eventsPerSecondAcknowledged: Math.round(events / ackSeconds),
      cpuSecondsPerMillion: perMillion(cpuStored.tree, events),
      cpuSecondsPerMillionOf: { server: perMillion(cpuStored.own, events), engine: perMillion(cpuStored.tree - cpuStored.own, events) },
      cpuSecondsPerMillionSettled: perMillion(cpuSettled.tree, events),
      peakRssMb: round(memory.stop() / megabyte, 0),
      diskBytesPerEvent: sizesOf(data, events),
      diskBytesPerEventAtOnce: diskStored,
      ackMs: summarize(ackMs),
      refusals: server.refusals(),
      client: {
        cpuSecondsPerMillion: perMillion((client.user + client.system) / million, events),
        peakRssMb: round(clientMemory.stop() / megabyte, 0),
      },
    };
  } finally {
    await server.stop();
  }
}

function cpuSince(pid, before) {
  const now = cpuSeconds(pid);
  return { own: now.own - before.own, tree: now.tree - before.tree };
}

function perMillion(seconds, events) {
  return round((seconds / events) * million);
}

/** Until a count finds them all: what was merely taken does not count. */
async function untilStored(server, events) {
  const deadline = performance.now() + storedMs;
  for (;;) {
    const { count } = await server.call('GET', `/api/v1/count?cluster=${cluster}`);
    if (count === events) return;
    if (count > events || performance.now() > deadline) throw new Error(`${events} events were sent and ${count} are stored`);
    await wait(50);
  }
}

/** Bytes an event of the engine's folder, and of all: the spool keeps a tail of the newest bodies for a while. */
function sizesOf(data, events) {
  return { engine: round(diskBytes(path.join(data, 'engine')) / events), all: round(diskBytes(data) / events) };
}

function diskBytesOf(...files) {
  return files.reduce((sum, file) => sum + diskBytesOfFile(file), 0);
}

function diskBytesOfFile(file) {
  return Number(execFileSync('du', ['-B1', file]).toString('utf8').split('\t')[0]);
}

function watchMemoryOfClient() {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.max(peak, process.memoryUsage.rss());
    },
  };
}

/** Product by append: above 1 = more of it. */
function ratiosOf(product, append) {
  const of = (a, b) => (b === 0 ? null : round(a / b, 3));
  return {
    eventsPerSecond: of(product.eventsPerSecond, append.eventsPerSecond),
    cpuSecondsPerMillion: of(product.cpuSecondsPerMillion, append.cpuSecondsPerMillion),
    peakRssMb: of(product.peakRssMb, append.peakRssMb),
    diskBytesPerEvent: of(product.diskBytesPerEvent.engine, append.diskBytesPerEvent),
    ackMs: {
      p50: of(product.ackMs.p50, append.ackMs.p50),
      p95: of(product.ackMs.p95, append.ackMs.p95),
      max: of(product.ackMs.max, append.ackMs.max),
    },
  };
}

function readOptions() {
  const text = (fallback) => ({ type: 'string', default: fallback });
  try {
    const { values } = parseArgs({
      options: {
        events: text('200000'),
        corpus: text(new URL('../examples/tke-policy.ndjson.gz', import.meta.url).pathname),
        batch: text('400'),
        connections: text('4'),
        settle: text('60'),
        seed: text('1'),
        dir: text(tmpdir()),
        check: { type: 'boolean', default: false },
      },
    });
    return {
      ...values,
      events: wholeNumber(values, 'events'),
      batch: wholeNumber(values, 'batch'),
      connections: wholeNumber(values, 'connections'),
      settle: Number(values.settle),
      seed: Number(values.seed),
    };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

function wholeNumber(values, name) {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} ${values[name]} is no whole number from 1 on`);
  return number;
}
