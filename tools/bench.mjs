// Runs a benchmark by name, after a build where there is none: `npm run bench -- NAME [options]`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('../', import.meta.url).pathname;
const benchmarks = new Map([
  ['console', 'milliseconds until Explore is there, and of what people do in it, in a real Chromium on a million events'],
  ['ingest', 'events a second, processor, memory, disk and acknowledgement times of ingest, beside a plain append'],
  ['overload', 'acknowledgement times at the rated load; answers, memory and what is stored at ten times that'],
  ['policy', 'policy evaluations a second with the GCE preset, beside JSON.parse'],
  ['replay', 'seconds that a policy takes over a million stored events, beside a count that reads every body'],
  ['search', 'milliseconds of questions over HTTP, every answer checked, cold and warm, idle and under load, beside compressed files'],
  ['size', 'bytes an event on disk, all indexes included, beside compressed files'],
  ['generate', 'no measurement: writes events grown from captured ones as NDJSON'],
]);
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !benchmarks.has(name)) {
  const list = [...benchmarks].map(([key, sentence]) => `  ${key.padEnd(10)} ${sentence}`).join('\n');
  console.error(`usage: npm run bench -- NAME [options]\n${list}`);
  process.exit(2);
}
const needed = name === 'console' ? 'dist/console/index.html' : 'dist/cli/main.js';
if (name !== 'generate' && !existsSync(root + needed)) {
  // What the build says goes to stderr: stdout is for the figures.
  const build = spawnSync('npm', ['run', name === 'console' ? 'build' : 'build:server'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (build.status !== 0) process.exit(3);
}
process.exit(spawnSync(process.execPath, [`${root}bench/${name}.mjs`, ...rest], { stdio: 'inherit' }).status ?? 3);
