// Evaluations a second on one core: the GCE preset and the same grown to 40 rules, on the requests of captured events, beside parsing those events.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isRefusal, loadPolicy } from '../dist/policy/check.js';
import { compilePolicy } from '../dist/policy/evaluate.js';
import { findPreset } from '../dist/policy/presets/presets.js';
import { printDraft } from '../dist/policy/print-draft.js';
import { requestOfEvent } from '../dist/policy/request-of-event.js';

const examples = new URL('../examples/', import.meta.url).pathname;
const lines = ['tke-policy', 'everything', 'metadata'].flatMap((name) =>
  gunzipSync(readFileSync(`${examples}${name}.ndjson.gz`))
    .toString('utf8')
    .trimEnd()
    .split('\n'),
);
const requests = lines.map((line) => requestOfEvent(JSON.parse(line)));

const gce = findPreset('gce').draft;
// Rules that name users that nobody has, put before the others: each request passes all of them.
const fillers = Array.from({ length: 40 - gce.rules.length }, (_, at) => ({
  sentence: 'Filler.',
  level: 'None',
  users: [`nobody-${at}`, `nobody-else-${at}`],
  verbs: ['get', 'list', 'watch'],
}));
const drafts = { 'gce, as it is': gce, 'gce, 40 rules': { ...gce, rules: [...fillers, ...gce.rules] } };

const baseline = perSecond(() => {
  for (const line of lines) JSON.parse(line);
  return lines.length;
});
const results = Object.entries(drafts).map(([name, draft]) => {
  const policy = loadPolicy(printDraft(draft));
  if (isRefusal(policy)) throw new Error(policy.message);
  const decide = compilePolicy(policy);
  const rate = perSecond(() => {
    for (const request of requests) decide(request);
    return requests.length;
  });
  return { policy: name, rules: policy.rules.length, evaluationsPerSecond: Math.round(rate), ratio: Number((rate / baseline).toFixed(2)) };
});
console.log(JSON.stringify({ events: lines.length, parsedPerSecond: Math.round(baseline), results, floor: { evaluationsPerSecond: 200_000 } }, null, 2));

/** The best of five runs of at least half a second each. */
function perSecond(work) {
  let best = 0;
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now();
    let done = 0;
    let seconds = 0;
    do {
      done += work();
      seconds = (performance.now() - start) / 1000;
    } while (seconds < 0.5);
    best = Math.max(best, done / seconds);
  }
  return best;
}
