// Writes test/golden/sentences.txt: 200 captured events of examples/, each with its sentence in both languages, to be read by people.
// Chosen so that each deed, outcome and code comes up, the rarest first. Build before; run it when sentences are meant to change, and read the difference.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseJson } from '../dist/audit/json-value.js';
import { findDeed } from '../dist/story/find-deed.js';
import { findOutcome } from '../dist/story/find-outcome.js';
import { isDryRun, readRequest } from '../dist/story/read-request.js';
import { tellPlainly } from '../dist/story/tell.js';

const count = 200;
const files = ['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'];

const kinds = new Map();
for (const file of files)
  gunzipSync(readFileSync(new URL(`../examples/${file}.ndjson.gz`, import.meta.url)))
    .toString('latin1')
    .split('\n')
    .forEach((line, index) => {
      if (line === '') return;
      const event = parseJson(Buffer.from(line, 'latin1'));
      const facts = readRequest(event);
      const outcome = findOutcome(facts);
      const isSystem = facts.username?.startsWith('system:') ?? false;
      const key = [findDeed(facts).does, facts.object?.subresource, outcome.is, facts.code, isDryRun(facts), isSystem, facts.impersonated !== undefined].join();
      const known = kinds.get(key);
      if (known === undefined) kinds.set(key, [{ file, line: index + 1, event }]);
      else known.push({ file, line: index + 1, event });
    });

// One of each kind, rare kinds first, then a second one of each …
const queues = [...kinds.entries()].sort(([a, x], [b, y]) => x.length - y.length || (a < b ? -1 : 1)).map(([, events]) => events);
const chosen = [];
for (let round = 0; chosen.length < count; round += 1)
  for (const events of queues) if (events[round] !== undefined && chosen.length < count) chosen.push(events[round]);

chosen.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line);
const text = chosen.map(({ file, line, event }) => `${file}:${line}\n${tellPlainly(event, 'en')}\n${tellPlainly(event, 'zh')}\n`).join('\n');
writeFileSync(new URL('../test/golden/sentences.txt', import.meta.url), text);
