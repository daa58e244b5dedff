// Writes N events grown from captured ones as NDJSON: `npm run bench -- generate --events N [--corpus FILE] [--out FILE]`.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { readEvents, replicate } from './lib/replicate.mjs';

const examples = new URL('../examples/tke-policy.ndjson.gz', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    corpus: { type: 'string', default: examples },
    end: { type: 'string', default: new Date().toISOString() },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: '-' },
  },
});
const out = values.out === '-' ? process.stdout : createWriteStream(values.out);
const linesAWrite = 1000;
let buffer = [];
const flush = async () => {
  if (buffer.length > 0 && !out.write(Buffer.from(`${buffer.join('\n')}\n`, 'latin1'))) await once(out, 'drain');
  buffer = [];
};
for (const line of replicate(readEvents(values.corpus), {
  count: Number(values.events),
  end: Date.parse(values.end),
  seed: Number(values.seed),
})) {
  buffer.push(line);
  if (buffer.length === linesAWrite) await flush();
}
await flush();
if (out !== process.stdout) await new Promise((resolve) => out.end(resolve));
