// How long questions take over HTTP on a store of grown events: every answer checked against a scan, cold and warm, idle and under load, beside compressed files.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { round, sendAll, summarize, writeBodies } from './lib/bodies.mjs';
import { diskBytes, fileBytes } from './lib/disk.mjs';
import { cpuSeconds } from './lib/process-tree.mjs';
import { missingCommands, timeCommand, writeRawFiles } from './lib/raw-files.mjs';
import { readEvents, replicate } from './lib/replicate.mjs';
import { createWorld, questions } from './lib/search-questions.mjs';
import { isRight, scanForTruth } from './lib/search-truth.mjs';
import { writeTable } from './lib/search-table.mjs';
import { heavyScans, postSteadily } from './lib/search-load.mjs';
import { startServer } from './lib/server.mjs';

const usage = `usage: npm run bench -- search [--events N] [--days N] [--sets N] [--corpus FILE] [--only NAME,NAME] [--seconds N] [--settle SECONDS] [--data DIR] [--dir DIR] [--table FILE] [--raw false]
  --events   how many, 1000000
  --days     over how many days they lie, 6
  --sets     with how many different values each question is asked, 20
  --seconds  how long the server is under load for each of the two loads, 20; 0 = not at all
  --data     keeps store and expected answers in this folder, and uses them again
  --table    also puts the table into this page of Markdown
  --raw      false: without the compressed files`;
const cluster = 'bench';
const storedMs = 3_600_000;
const pages = 1000;

const options = readOptions();
const folder = options.data ?? mkdtempSync(path.join(options.dir, 'cluster-audit-bench-'));
mkdirSync(folder, { recursive: true });
try {
  const result = await measure(options, folder);
  console.log(JSON.stringify(result, null, 2));
  if (options.table !== undefined) writeTable(options.table, result);
  if (result.questions.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
} finally {
  if (options.data === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function measure(options, folder) {
  const lines = readEvents(options.corpus);
  const kept = path.join(folder, 'search.json');
  const plan = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : prepare(options, folder, lines, kept);
  const asked = questions
    .map((question, k) => ({ ...question, parameters: plan.asked[k].parameters, expected: plan.asked[k].expected }))
    // A capture without bodies, say, has no values for some questions.
    .filter(({ name, parameters }) => parameters.length > 0 && (options.only.length === 0 || options.only.includes(name)));
  let server = await startServer(path.join(folder, 'data'), { connections: 16 });
  try {
    await fill(server, folder, plan, options);
    const disk = diskBytes(path.join(folder, 'data', 'engine'));
    const held = fileBytes(path.join(folder, 'data', 'engine'));
    // A restart, so that nothing of the filling is in memory; then the files are dropped from it too, where the system lets us.
    await server.stop();
    const isCold = dropCaches();
    server = await startServer(path.join(folder, 'data'), { connections: 16 });
    const measured = [];
    for (const question of asked) {
      measured.push(await measureQuestion(server, question, isCold));
    }
    const deepPages = options.only.length === 0 ? await measurePages(server) : null;
    const underLoad = options.seconds > 0 ? await measureUnderLoad(server, asked, folder, plan, lines, options) : null;
    const raw = plan.raw === null ? null : asked.map((question) => timeCommand(question.raw(question.parameters[0], plan.raw)));
    return {
      bench: 'search',
      at: new Date().toISOString(),
      machine: {
        cores: cpus().length,
        processor: cpus()[0]?.model ?? '',
        memoryMb: Math.round(totalmem() / 1_048_576),
        node: process.version,
        jsonMbPerSecond: jsonSpeed(lines),
      },
      input: { corpus: path.basename(options.corpus), capturedEvents: lines.length, events: plan.events, days: plan.days, sets: options.sets },
      diskBytesPerEvent: round(disk / plan.events),
      fileBytesPerEvent: round(held / plan.events),
      questions: measured.map((figures, k) => ({
        ...figures,
        underIngestMs: underLoad?.ingest.questions[k] ?? null,
        rawMs: raw === null || raw[k] === null ? null : round(raw[k], 0),
      })),
      deepPages,
      load: underLoad === null ? null : { ingest: underLoad.ingest.ack, heavy: underLoad.heavy },
      missingCommands: missingCommands(),
    };
  } finally {
    await server.stop();
  }
}

/** How fast this machine parses the captured events on one core, the best of five: what its figures are to be compared by. */
function jsonSpeed(lines) {
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  const seconds = Array.from({ length: 5 }, () => {
    const from = performance.now();
    for (const line of lines) JSON.parse(line);
    return (performance.now() - from) / 1000;
  });
  return Math.round(bytes / 1e6 / Math.min(...seconds));
}

/** Bodies to send, files for comparison, questions with their values and expected answers. */
function prepare(options, folder, lines, kept) {
  const end = Math.floor(Date.now() / 60_000) * 60_000;
  const making = { count: options.events, end, seed: options.seed, days: options.days };
  const bodies = writeBodies(path.join(folder, 'bodies'), lines, { ...making, batch: 400 });
  const raw = options.raw && missingCommands().length === 0 ? writeRawFiles(path.join(folder, 'raw'), replicate(lines, making)) : null;
  const chosen = { times: [], ids: [], from: Number.POSITIVE_INFINITY, to: end + 60_000, events: options.events };
  let number = 0;
  const every = Math.max(1, Math.floor(options.events / options.sets));
  for (const line of replicate(lines, making)) {
    const time = Date.parse(/"stageTimestamp":"([^"]*)"/.exec(line)?.[1] ?? '');
    if (time < chosen.from) chosen.from = Math.floor(time / 60_000) * 60_000;
    if (number % every === Math.floor(every / 2)) {
      chosen.times.push(time);
      chosen.ids.push(/"auditID":"([^"]*)"/.exec(line)?.[1]);
    }
    number += 1;
  }
  const world = createWorld(lines, chosen);
  const asked = questions.map((question) => ({ ...question, parameters: question.sets(world, options.sets) }));
  const truth = scanForTruth(replicate(lines, making), asked);
  const plan = {
    events: options.events,
    days: options.days,
    end,
    bodies,
    raw,
    asked: asked.map(({ name, parameters }, k) => ({ name, parameters, expected: truth[k] })),
  };
  writeFileSync(kept, JSON.stringify(plan));
  return plan;
}

async function fill(server, folder, plan, options) {
  await server.call('PUT', `/api/v1/clusters/${cluster}`, { region: 'bench' });
  await server.call('PUT', `/api/v1/clusters/${cluster}/features/audit`, { enabled: true });
  const countAll = async () => (await server.call('GET', `/api/v1/count?cluster=${cluster}`)).count;
  if ((await countAll()) >= plan.events) return;
  await sendAll(path.join(folder, 'bodies'), plan.bodies, 4, (body) => server.post(cluster, body));
  const deadline = performance.now() + storedMs;
  while ((await countAll()) < plan.events) {
    if (performance.now() > deadline) throw new Error('the events are not all stored');
    await wait(250);
  }
  await wait(options.settle * 1000);
}

async function measureQuestion(server, question, isCold) {
  const ask = async (k) => {
    const from = performance.now();
    const answer = await server.call('GET', question.ask(question.parameters[k]));
    return { ms: performance.now() - from, answer };
  };
  const cold = await timeOf(() => ask(0), isCold);
  // Once with all values to warm files and code, then once with all values to measure; no result is kept anywhere in between.
  let wrong = 0;
  const firstMs = [];
  for (let k = 0; k < question.parameters.length; k += 1) {
    const first = await ask(k);
    if (!isRight(question, first.answer, question.expected[k])) wrong += 1;
    firstMs.push(first.ms);
  }
  const cpu = cpuSeconds(server.pid).tree;
  const ms = [];
  for (let k = 0; k < question.parameters.length; k += 1) ms.push((await ask(k)).ms);
  const cpuMs = ((cpuSeconds(server.pid).tree - cpu) * 1000) / ms.length;
  const { name, title, goalMs } = question;
  return { name, title, goalMs, coldMs: cold, firstMs: summarize(firstMs), warmMs: summarize(ms), cpuMs: round(cpuMs, 1), wrong };
}

/** Without having been asked before, with no file in memory; null where the system does not let us drop them. */
async function timeOf(run, isCold) {
  if (!isCold || !dropCaches()) return null;
  return round((await run()).ms);
}

function dropCaches() {
  try {
    // Pages of files only: the rest of the kernel's caches is other programs' business.
    writeFileSync('/proc/sys/vm/drop_caches', '1');
    return true;
  } catch {
    return false;
  }
}

/** Page 1 and page 1,000 of fifty by cursor: both should cost the same. */
async function measurePages(server) {
  const ms = [];
  let cursor = null;
  for (let page = 0; page < pages; page += 1) {
    const from = performance.now();
    const answer = await server.call('GET', `/api/v1/events?${new URLSearchParams({ limit: '50', ...(cursor === null ? {} : { cursor }) })}`);
    ms.push(performance.now() - from);
    cursor = answer.cursor;
    if (cursor === null) break;
  }
  return { pages: ms.length, first: summarize(ms.slice(0, 50)), last: summarize(ms.slice(-50)) };
}

async function measureUnderLoad(server, asked, folder, plan, lines, options) {
  const file = path.join(folder, 'load-bodies');
  const count = options.seconds * 2 * options.rate + 4000;
  const bodies = writeBodies(file, lines, { count, batch: 400, end: plan.end + 86_400_000, seed: options.seed + 1 });
  const sender = postSteadily(file, bodies, options.rate, (body) => server.post(cluster, body));
  try {
    const until = performance.now() + options.seconds * 1000;
    const ms = asked.map(() => []);
    for (let k = 0; performance.now() < until; k += 1)
      for (const [index, question] of asked.entries()) {
        const from = performance.now();
        await server.call('GET', question.ask(question.parameters[k % question.parameters.length]));
        ms[index].push(performance.now() - from);
      }
    const ack = sender.takeTimes();
    const heavy = await heavyScans(server, asked, options.seconds);
    return { ingest: { questions: ms.map(summarize), ack: summarize(ack) }, heavy: { ...heavy, ackMs: summarize99(sender.takeTimes()) } };
  } finally {
    await sender.stop();
  }
}

function summarize99(ms) {
  const sorted = [...ms].sort((a, b) => a - b);
  return { ...summarize(ms), p99: round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0) };
}

function readOptions() {
  const text = (fallback) => ({ type: 'string', default: fallback });
  try {
    const { values } = parseArgs({
      options: {
        events: text('1000000'),
        days: text('6'),
        sets: text('20'),
        corpus: text(new URL('../examples/tke-policy.ndjson.gz', import.meta.url).pathname),
        only: text(''),
        seconds: text('20'),
        rate: text('5000'),
        settle: text('240'),
        seed: text('1'),
        raw: text('true'),
        data: { type: 'string' },
        dir: text(tmpdir()),
        table: { type: 'string' },
      },
    });
    const numbers = Object.fromEntries(['events', 'days', 'sets', 'seconds', 'rate', 'settle', 'seed'].map((name) => [name, numberOf(values, name)]));
    return { ...values, ...numbers, only: values.only.split(',').filter((name) => name !== ''), raw: values.raw !== 'false' };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

function numberOf(values, name) {
  const number = Number(values[name]);
  if (!(number >= 0) || (['events', 'sets'].includes(name) && !(Number.isInteger(number) && number > 0)))
    throw new Error(`--${name} ${values[name]} is no such number`);
  return number;
}
