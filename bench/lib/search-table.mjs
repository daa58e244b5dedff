// The search benchmark's result as a table, and the page that holds the tables of several runs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const title = `# Performance

<!-- Made by \`npm run bench -- search --table FILE\`, one part a number of events: run it again instead of changing it. -->
`;

/** Puts the result's table into the page, in place of the one for as many events. */
export function writeTable(file, result) {
  const page = existsSync(file) ? readFileSync(file, 'utf8') : title;
  const own = searchTable(result);
  const heading = own.slice(0, own.indexOf('\n'));
  const parts = page.split(/^(?=## )/m).filter((part) => !part.startsWith(`${heading}\n`));
  writeFileSync(file, `${[...parts, own].map((part) => part.trimEnd()).join('\n\n')}\n`);
}

/** The goals were set by figures of a machine that parses so much JSON a second. */
const goalMachineMbPerSecond = 203;

const cell = (value, digits = 1) => (value === null || value === undefined ? '–' : value.toFixed(digits));

/** Markdown of a result of bench/search.mjs. */
function searchTable(result) {
  const { machine, input, questions, deepPages, load } = result;
  const rows = questions.map(
    (q) =>
      `| ${q.title} | ${q.goalMs} | ${cell(q.warmMs.p50)} / ${cell(q.warmMs.p95)} | ${cell(q.cpuMs, 0)} | ${cell(q.firstMs.p50)} | ${cell(q.coldMs, 0)} | ` +
      `${q.underIngestMs === null ? '–' : `${cell(q.underIngestMs.p50)} / ${cell(q.underIngestMs.p95)}`} | ${cell(q.rawMs, 0)} | ` +
      `${q.rawMs === null ? '–' : `${Math.round(q.rawMs / q.warmMs.p50)}×`} |`,
  );
  const notes = [
    deepPages === null
      ? null
      : `Pages of 50 by cursor: the first ones ${deepPages.first.p50} ms, those around page ${deepPages.pages} ${deepPages.last.p50} ms (p50).`,
    load === null
      ? null
      : `With 8 scans of all text and 5,000 events/s at once: acknowledgement p99 ${load.heavy.ackMs.p99} ms, newest 50 p95 ${load.heavy.newestMs.p95} ms.`,
    `This machine parses JSON at ${machine.jsonMbPerSecond} MB/s a core; the goals are for one that does ${goalMachineMbPerSecond}.`,
    '*Warm*: asked before; the events of a page that were read lately are still in memory then. *First*: not asked before, files in memory. *Cold*: no file in memory.',
    `${result.diskBytesPerEvent} bytes an event on disk as \`du\` counts, ${result.fileBytesPerEvent} by the lengths of the files; all indexes included.`,
  ].filter((note) => note !== null);
  return [
    `## ${input.events.toLocaleString('en')} events`,
    '',
    `${input.events.toLocaleString('en')} events grown from ${input.corpus} over ${input.days} days; ${machine.cores} cores (${machine.processor}), Node.js ${machine.node}; ` +
      `each question with ${input.sets} different values over HTTP, every answer checked against a scan. Milliseconds.`,
    '',
    '| question | goal | warm p50 / p95 | processor | first p50 | cold | with 5,000 events/s coming in | zstd, rg, jq | ratio |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
}
