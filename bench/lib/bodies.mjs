// The request bodies of a run, made before anything is timed and kept in a file, so that no making of them is measured.
import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { replicate, toItem } from './replicate.mjs';

const listHead = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[';
const listTail = ']}\n';

/** Writes EventLists of `batch` events each, one after the other; answers where each lies and how many events it holds. */
export function writeBodies(file, lines, { count, batch, end, seed, days }) {
  const fd = openSync(file, 'w');
  const bodies = [];
  let offset = 0;
  let items = [];
  const flush = () => {
    if (items.length === 0) return;
    const bytes = Buffer.from(`${listHead}${items.join(',')}${listTail}`, 'latin1');
    writeSync(fd, bytes);
    bodies.push({ offset, length: bytes.length, events: items.length });
    offset += bytes.length;
    items = [];
  };
  for (const line of replicate(lines, { count, end, seed, days })) {
    items.push(toItem(line));
    if (items.length === batch) flush();
  }
  flush();
  closeSync(fd);
  return bodies;
}

/** Hands each body of `file` to `send`, `connections` at a time; answers how long each took, ms, and all of them, s. */
export async function sendAll(file, bodies, connections, send) {
  const handle = await open(file, 'r');
  const ackMs = [];
  let next = 0;
  const work = async () => {
    while (next < bodies.length) {
      const { offset, length } = bodies[next++];
      const bytes = Buffer.allocUnsafe(length);
      await handle.read(bytes, 0, length, offset);
      const from = performance.now();
      await send(bytes);
      ackMs.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - from) / 1000;
  await handle.close();
  return { ackMs, seconds };
}

/** `{p50, p95, max}` in ms, two decimals; null where nothing was measured. */
export function summarize(ackMs) {
  const sorted = [...ackMs].sort((a, b) => a - b);
  const at = (share) => (sorted.length === 0 ? null : round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]));
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

export function round(value, digits = 2) {
  return Number(value.toFixed(digits));
}
