// How fast Explore is for who uses it: a real browser on a store of grown events, watched by its own tracing.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { round, sendAll, writeBodies } from './lib/bodies.mjs';
import { browserProgram, launchBrowser, traced } from './lib/chromium.mjs';
import { countRows, steps } from './lib/console-steps.mjs';
import { readEvents } from './lib/replicate.mjs';
import { startServer } from './lib/server.mjs';

const usage = `usage: npm run bench -- console [--events N] [--rows N] [--days N] [--corpus FILE] [--settle SECONDS] [--dir DIR] [--check]
  --events   how many are stored, 1000000
  --rows     how many rows are loaded and scrolled through, 10000
  --days     over how many days the events lie, 6
  --settle   seconds between the last event and the first look, 190: days are packed after a hundred
  --check    end with 1 when a limit is missed`;
const cluster = 'bench';
const paintLimitMs = 1000;
const looks = 5;
const windowMs = 2000;

const options = readOptions();
if (browserProgram === null) {
  console.error('there is no Chromium here: set CHROMIUM_PATH');
  process.exit(3);
}
const folder = mkdtempSync(path.join(options.dir, 'cluster-audit-bench-'));
try {
  const result = await measure();
  console.log(JSON.stringify(result, null, 2));
  printTable(result);
  if (options.check && !result.met) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function measure() {
  const server = await startServer(path.join(folder, 'data'), { connections: 4 });
  try {
    await fill(server);
    const browser = await launchBrowser();
    try {
      const firstPaint = await measureFirstPaint(browser, server);
      const page = await openExplore(browser, server);
      const measured = [];
      for (const { name, title, limitMs = null, frameMs = null, prepare, act } of steps) {
        await prepare?.(page, options);
        const figures = await traced(page, () => act(page, options));
        const isMet = (limitMs === null || (figures.longestMs ?? 0) < limitMs) && (frameMs === null || figures.frameP95Ms <= frameMs);
        measured.push({ name, title, ...figures, limitMs, frameLimitMs: frameMs, met: isMet });
      }
      const rows = await countRows(page);
      return {
        bench: 'console',
        at: new Date().toISOString(),
        machine: { cores: cpus().length, processor: cpus()[0]?.model ?? '', memoryMb: Math.round(totalmem() / 1_048_576), node: process.version },
        input: { corpus: path.basename(options.corpus), events: options.events, days: options.days, rows, browser: browser.version() },
        firstPaint,
        steps: measured,
        met: firstPaint.met && measured.every(({ met }) => met),
      };
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function fill(server) {
  const file = path.join(folder, 'bodies');
  const bodies = writeBodies(file, readEvents(options.corpus), { count: options.events, batch: 400, end: Date.now(), seed: 1, days: options.days });
  await server.call('PUT', `/api/v1/clusters/${cluster}`, { region: 'bench' });
  await server.call('PUT', `/api/v1/clusters/${cluster}/features/audit`, { enabled: true });
  await sendAll(file, bodies, 4, (body) => server.post(cluster, body));
  rmSync(file);
  while ((await server.call('GET', `/api/v1/count?cluster=${cluster}`)).count < options.events) await wait(250);
  await wait(options.settle * 1000);
}

/** Each time a browser that has nothing kept: until something of the page, and until its rows, are there to be seen. */
async function measureFirstPaint(browser, server) {
  const seen = [];
  for (let look = 0; look < looks; look += 1) {
    const page = await openExplore(browser, server);
    seen.push(
      await page.evaluate(() => ({ content: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, rows: globalThis.benchRowsAt })),
    );
    await page.context().close();
  }
  const median = (values) => round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)], 0);
  const rowsMs = median(seen.map(({ rows }) => rows));
  return { contentMs: median(seen.map(({ content }) => content)), rowsMs, limitMs: paintLimitMs, met: rowsMs < paintLimitMs };
}

async function openExplore(browser, server) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const origin = new URL(server.url).origin;
  const answer = await page.request.post(`${origin}/api/v1/session`, { data: { token: server.token }, headers: { origin } });
  if (!answer.ok()) throw new Error(`session: ${answer.status()}`);
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelectorAll('[role="grid"] [role="row"]').length > 1) requestAnimationFrame((now) => (globalThis.benchRowsAt = now));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  // The browser makes a new window ready with pages of its own; who opens Explore has had one open for long.
  await page.waitForTimeout(windowMs);
  await page.goto(`${origin}/explore`);
  await page.waitForFunction(() => globalThis.benchRowsAt !== undefined);
  return page;
}

function printTable({ firstPaint, steps: measured }) {
  const lines = [
    ['', 'longest ms', 'limit', 'frame p95 ms', 'limit', ''],
    ['first rows of Explore', firstPaint.rowsMs, firstPaint.limitMs, '', '', firstPaint.met ? 'ok' : 'MISSED'],
    ...measured.map((step) => [
      step.title,
      step.longestMs ?? '',
      step.limitMs ?? '',
      step.frameP95Ms ?? '',
      step.frameLimitMs ?? '',
      step.met ? 'ok' : 'MISSED',
    ]),
  ];
  for (const [title, ...cells] of lines) console.error(`${title.padEnd(28)}${cells.map((cell) => String(cell).padStart(14)).join('')}`);
}

function readOptions() {
  const text = (fallback) => ({ type: 'string', default: fallback });
  try {
    const { values } = parseArgs({
      options: {
        events: text('1000000'),
        rows: text('10000'),
        days: text('6'),
        settle: text('190'),
        corpus: text(new URL('../examples/tke-policy.ndjson.gz', import.meta.url).pathname),
        dir: text(tmpdir()),
        check: { type: 'boolean', default: false },
      },
    });
    const numbers = Object.fromEntries(['events', 'rows', 'days', 'settle'].map((name) => [name, Number(values[name])]));
    const isRight = Object.values(numbers).every((number) => number >= 0) && Number.isInteger(numbers.events) && numbers.events > 0;
    if (!isRight) throw new Error('a number is none');
    return { ...values, ...numbers };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}
