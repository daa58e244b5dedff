// Every event that a real API server wrote has the level that its own policy gives, decided from the event alone.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { isRefusal, loadPolicy } from '../../src/policy/check.ts';
import { compilePolicy } from '../../src/policy/evaluate.ts';
import { requestOfEvent, type EventRequest } from '../../src/policy/request-of-event.ts';

const corpora = new URL('../../../shared/corpus', import.meta.url).pathname;
const folder = existsSync(corpora) ? corpora : new URL('../../examples', import.meta.url).pathname;

it.each([
  ['tke-policy', 20],
  ['everything', 20],
  ['metadata', 20],
  ['modern-1.36', 36],
])('every event of %s has the level and a stage that its policy gives', (name, minor) => {
  const policy = loadPolicy(readFileSync(path.join(folder, `${name}.policy.yaml`), 'utf8'), minor);
  if (isRefusal(policy)) throw new Error(policy.message);
  const decide = compilePolicy(policy);
  const lines = gunzipSync(readFileSync(path.join(folder, `${name}.ndjson.gz`)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const wrong: string[] = [];
  for (const line of lines) {
    const event = JSON.parse(line) as EventRequest & { level: string; stage: string };
    const decision = decide(requestOfEvent(event));
    if (decision.level !== event.level || (decision.omitStages as readonly string[]).includes(event.stage)) wrong.push(line.slice(0, 500));
  }
  expect(wrong).toEqual([]);
  expect(lines.length).toBeGreaterThan(700);
});
