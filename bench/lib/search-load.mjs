// Load beside which searches are measured: events that keep coming, and scans that read everything.
import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { round, summarize } from './bodies.mjs';

/** Sends the bodies at `rate` events a second whatever the answers take; `takeTimes` gives the acknowledgement times since it was last asked, ms. */
export function postSteadily(file, bodies, rate, send) {
  let times = [];
  let isStopped = false;
  const open_ = new Set();
  const run = async () => {
    const handle = await open(file, 'r');
    const begun = performance.now();
    let sent = 0;
    for (const { offset, length, events } of bodies) {
      await wait(Math.max(0, begun + (sent / rate) * 1000 - performance.now()));
      if (isStopped) break;
      sent += events;
      const bytes = Buffer.allocUnsafe(length);
      await handle.read(bytes, 0, length, offset);
      const from = performance.now();
      const sending = send(bytes).then(() => {
        times.push(performance.now() - from);
        open_.delete(sending);
      });
      open_.add(sending);
    }
    await Promise.all(open_);
    await handle.close();
  };
  const running = run();
  return {
    takeTimes: () => {
      const taken = times;
      times = [];
      return taken;
    },
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

const scans = 8;

/** Eight scans at once over all text, and the newest page meanwhile. */
export async function heavyScans(server, asked, seconds) {
  const newest = asked.find(({ name }) => name === 'newest') ?? asked[0];
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const scan = async (lane) => {
    for (let k = 0; performance.now() < until; k += 1) {
      // A part of a word is looked for in every byte. Each time another one: no answer may be known.
      const answer = await server.call('GET', `/api/v1/count?${new URLSearchParams({ q: `*nowhere${lane}x${k}*` })}`).catch((error) => error);
      if (!(answer instanceof Error)) done += 1;
    }
  };
  const ms = [];
  const ask = async () => {
    for (let k = 0; performance.now() < until; k += 1) {
      const from = performance.now();
      await server.call('GET', newest.ask(newest.parameters[k % newest.parameters.length]));
      ms.push(performance.now() - from);
      await wait(100);
    }
  };
  await Promise.all([...Array.from({ length: scans }, (_, lane) => scan(lane)), ask()]);
  return { scans: done, scansPerSecond: round(done / seconds), newestMs: summarize(ms) };
}
