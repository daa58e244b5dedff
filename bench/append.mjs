// What ingest is measured against: the same bodies appended to one file, each synced before the next of its lane. Run by ingest.mjs as a process of its own.
import { open, readFile } from 'node:fs/promises';
import { sendAll } from './lib/bodies.mjs';
import { watchMemory } from './lib/process-tree.mjs';

const [bodiesFile, indexFile, outFile, connections] = process.argv.slice(2);
const bodies = JSON.parse(await readFile(indexFile, 'utf8'));
const out = await open(outFile, 'a');
const memory = watchMemory(process.pid);
const before = process.cpuUsage();
const { ackMs, seconds } = await sendAll(bodiesFile, bodies, Number(connections), async (bytes) => {
  await out.appendFile(bytes);
  await out.datasync();
});
const { user, system } = process.cpuUsage(before);
await out.close();
console.log(JSON.stringify({ ackMs, seconds, cpuSeconds: (user + system) / 1e6, peakBytes: memory.stop() }));
