// The page that tells what was run and what came of it: from the list of cases and the results of the last run of each.
import { cases } from './cases.mjs';

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (header, rows) =>
  `| ${header.join(' | ')} |\n|${header.map(() => '---|').join('')}\n${rows.map((row) => `| ${row.map(cell).join(' | ')} |\n`).join('')}`;
const number = (value) => (typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : value);

/** `results`: by id, `{passed, seconds, machine, figures}`. */
export function renderPage(results) {
  const rows = cases.map((one) => [`[\`${one.id}\`](#${one.id})`, one.target, verdictOf(results[one.id])]);
  return `# Durability and exactness: what was run

<!-- Made by tools/torture.mjs from tools/torture/cases.mjs and durability.json: run those. -->

A 200 to a sender means: on disk, synced. These are the long runs that hold the program to it. Short forms of the same tests run in \`npm test\`.

\`\`\`
npm run torture                      all of them, one after the other; writes this page
npm run torture -- server-kills …    some of them
npm run torture -- --list            their names
\`\`\`

${table(['run', 'target', 'result'], rows)}
${cases.map((one) => section(one, results[one.id])).join('\n')}`;
}

function section(one, result) {
  const lines = [`## ${one.id}`, '', one.proves, '', `Target: ${one.target}. Again: \`${commandOf(one)}\``, ''];
  if (result === undefined) return [...lines, 'Not run yet.', ''].join('\n');
  const { cores, memoryGb, node } = result.machine;
  lines.push(
    table(['figure', 'value'], [...Object.entries(result.figures).map(([name, value]) => [name, number(value)]), ['duration, s', number(result.seconds)]]),
  );
  lines.push(`${verdictOf(result)}, on ${cores} cores with ${memoryGb} GB, Node.js ${node}.`, '');
  return lines.join('\n');
}

function verdictOf(result) {
  if (result === undefined) return 'not run yet';
  return result.passed ? 'passed' : '**failed**';
}

/** What repeats it by hand. */
export function commandOf({ test, only, env, bench }) {
  if (bench !== undefined) return `npm run bench -- ${bench.join(' ')}`;
  const settings = Object.entries(env).map(([key, value]) => `${key}=${value} `);
  return `${settings.join('')}npm run vitest -- ${test}${only === undefined ? '' : ` -t '${only}'`}`;
}
