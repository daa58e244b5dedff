// `npm run torture [-- NAME …]`: the long forms of the tests, which do not fit into `npm test`; writes docs/reference/durability.md. `--page` writes the page anew without a run, `--check` only says whether it is current.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { cases } from './torture/cases.mjs';
import { commandOf, renderPage } from './torture/page.mjs';

const root = new URL('../', import.meta.url).pathname;
const page = `${root}docs/reference/durability.md`;
const kept = `${root}docs/reference/durability.json`;
const wanted = process.argv.slice(2);

if (wanted.includes('--list')) for (const one of cases) console.log(`${one.id.padEnd(18)} ${one.proves}`);
else if (wanted.includes('--page')) writeFileSync(page, renderPage(readKept()));
else if (wanted.includes('--check')) check();
else runAll();

function runAll() {
  const unknown = wanted.filter((name) => !cases.some(({ id }) => id === name));
  if (unknown.length > 0) {
    console.error(`no such run: ${unknown.join(', ')}\nusage: npm run torture [-- NAME …]; --list tells the names`);
    process.exit(2);
  }
  let failed = 0;
  for (const one of cases.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    console.error(`— ${one.id}: ${commandOf(one)}`);
    const result = run(one);
    console.log(JSON.stringify({ id: one.id, ...result }));
    if (!result.passed) failed += 1;
    keep(one.id, result);
  }
  process.exit(failed === 0 ? 0 : 1);
}

/** A run that noted no figures did not run. Figures that stand in the environment win over those of the case. */
function run(one) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-torture-'));
  const file = path.join(folder, 'figures');
  const env = { ...one.env, ...process.env, TORTURE_FIGURES: file };
  const [program, args] =
    one.bench === undefined
      ? ['npx', ['--no-install', 'vitest', 'run', one.test, ...(one.only === undefined ? [] : ['-t', one.only])]]
      : [process.execPath, ['tools/bench.mjs', ...one.bench]];
  const begun = performance.now();
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], env });
  const seconds = Math.round((performance.now() - begun) / 1000);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  rmSync(folder, { recursive: true, force: true });
  const figures = Object.assign({}, ...lines.map((line) => JSON.parse(line)));
  return { passed: status === 0 && lines.length > 0, seconds, machine: machineOf(), figures };
}

function machineOf() {
  return { cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.versions.node };
}

/** The results of the last run of each case; those of cases that are gone go, too. */
function keep(id, result) {
  const known = { ...readKept(), [id]: result };
  const results = Object.fromEntries(cases.flatMap((one) => (known[one.id] === undefined ? [] : [[one.id, known[one.id]]])));
  writeFileSync(kept, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(page, renderPage(results));
}

function check() {
  if (existsSync(page) && readFileSync(page, 'utf8') === renderPage(readKept())) return;
  console.error('docs/reference/durability.md does not tell of the runs in tools/torture/cases.mjs: run `npm run torture -- --page`, and the new ones by name');
  process.exit(1);
}

function readKept() {
  return existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
}
