// Cuts examples/ from a folder of captured corpora: whole requests, bytes unchanged, no usable tokens.
// usage: node tools/cut-examples.mjs CORPUS_FOLDER
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const [corpus] = process.argv.slice(2);
if (corpus === undefined) {
  console.error('usage: node tools/cut-examples.mjs CORPUS_FOLDER');
  process.exit(2);
}
const out = new URL('../examples/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });

/** What makes a request worth keeping: rare results, rare verbs, people, odd characters. */
const isTelling = (line) =>
  /"code":(40[01349]|42\d|5\d\d)|"stage":"Panic"|"impersonatedUser"|"verb":"(delete|deletecollection)"|"subresource":"(exec|log|scale|portforward)"|\\u(?!0026|003c|003e)|"auditID":"(?![0-9a-f]{8}-)/.test(
    line,
  );

cutLines('tke-policy', 3000);
cutLines('everything', 1500);
cutLines('metadata', 1000);
cutLines('modern-1.36', 800);
cutLines('hostile-raw', Infinity);
cutRequests('webhook-batch', 2);
cutRequests('webhook-blocking', 60);
cutRequests('webhook-hostile', 1);

function cutLines(name, count) {
  const lines = splitLines(gunzipSync(readFileSync(path.join(corpus, `${name}.ndjson.gz`))));
  const requests = new Map();
  lines.forEach((line, at) => {
    const text = line.toString('latin1');
    const id = /"auditID":"([^"]*)"/.exec(text)?.[1] ?? String(at);
    const request = requests.get(id) ?? { lines: [], telling: false, barred: false, size: 0 };
    request.lines.push(at);
    request.size += line.length;
    request.telling ||= isTelling(text);
    // Token requests answer with a live token; megabyte bodies would fill the repository.
    request.barred ||= /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./.test(text) || line.length > 100_000;
    requests.set(id, request);
  });
  const kept = [...requests.values()].filter((request) => !request.barred || count === Infinity);
  const telling = spread(
    kept.filter((request) => request.telling),
    count * 0.5,
  );
  const others = spread(
    kept.filter((request) => !telling.includes(request)),
    count - sizeOf(telling),
  );
  const chosen = [...telling, ...others].flatMap((request) => request.lines).sort((a, b) => a - b);
  write(
    name,
    chosen.flatMap((at) => [lines[at], Buffer.from('\n')]),
  );
  console.log(name, chosen.length, 'events');
}

function cutRequests(name, count) {
  const lines = splitLines(gunzipSync(readFileSync(path.join(corpus, `${name}.ndjson.gz`))));
  const clean = lines.filter((line) => name === 'webhook-hostile' || !/eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./.test(line.toString('latin1')));
  const chosen = (clean.length >= count ? clean : lines).slice(0, count);
  write(
    name,
    chosen.flatMap((line) => [line, Buffer.from('\n')]),
  );
  console.log(name, chosen.length, 'requests');
}

function spread(requests, count) {
  if (sizeOf(requests) <= count) return requests;
  const step = sizeOf(requests) / count;
  const chosen = [];
  let have = 0;
  for (let at = 0; at < requests.length && have < count; at += step) {
    const request = requests[Math.floor(at)];
    if (chosen.includes(request)) continue;
    chosen.push(request);
    have += request.lines.length;
  }
  return chosen;
}

function sizeOf(requests) {
  return requests.reduce((sum, request) => sum + request.lines.length, 0);
}

function splitLines(bytes) {
  const lines = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    lines.push(bytes.subarray(from, end < 0 ? bytes.length : end));
    from = end < 0 ? bytes.length : end + 1;
  }
  return lines.filter((line) => line.length > 0);
}

function write(name, parts) {
  writeFileSync(path.join(out, `${name}.ndjson.gz`), gzipSync(Buffer.concat(parts), { level: 9 }));
}
