// Sends bodies at a set pace from a process of its own, whatever the answers: what a crowd of API servers does. Run by overload.mjs; prints JSON.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { round } from './bodies.mjs';

/** Who waits longer than this for an answer is hung. */
const answerMs = 120_000;
const tickMs = 5;

const { url, token, cluster, file, index, bodiesPerSecond, seconds, connections, first } = JSON.parse(process.argv[2]);
const all = readFileSync(file);
const bodies = JSON.parse(readFileSync(index, 'utf8'));
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const target = new URL(`/ingest/v1/${cluster}`, url);
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const free = bodies.map(() => []);
const counts = { sent: 0, acknowledged: 0, refused: 0, refusedWithoutRetryAfter: 0, other: 0, unanswered: 0, events: 0 };
/** Statuses and errors that are neither 200 nor 503. */
const others = {};
const ackMs = [];
const refusedMs = [];
const running = new Set();

const begun = performance.now();
const due = [];
for (let made = 0; performance.now() - begun < seconds * 1000;) {
  // From the moment it was due: a sender that waits for others waits all the same.
  for (; made < ((performance.now() - begun) / 1000) * bodiesPerSecond; made += 1) due.push(begun + (made / bodiesPerSecond) * 1000);
  while (due.length > 0 && running.size < connections) start(due.shift());
  await wait(tickMs);
}
const sendingSeconds = (performance.now() - begun) / 1000;
await Promise.all(running);
agent.destroy();
console.log(
  JSON.stringify({ ...counts, others, notStarted: due.length, seconds: round(sendingSeconds), ackMs: summarize(ackMs), refusedMs: summarize(refusedMs) }),
);

function start(dueAt) {
  const which = counts.sent % bodies.length;
  const body = bodies[which];
  const bytes = free[which].pop() ?? Buffer.from(all.subarray(body.offset, body.offset + body.length));
  // Each body has identities of its own, and they are as long as the captured ones.
  const id = (first + counts.sent).toString(16).padStart(12, '0');
  for (const at of body.ids) bytes.write(id, at, 'latin1');
  // Its events are of now.
  const now = new Date().toISOString().slice(0, 19);
  for (const at of body.times) bytes.write(now, at, 'latin1');
  counts.sent += 1;
  const work = send(bytes, body.events, dueAt).finally(() => {
    free[which].push(bytes);
    running.delete(work);
  });
  running.add(work);
}

async function send(bytes, events, dueAt) {
  try {
    const { status, retryAfter } = await post(bytes);
    const ms = performance.now() - dueAt;
    if (status === 200) {
      counts.acknowledged += 1;
      counts.events += events;
      ackMs.push(ms);
    } else if (status === 503) {
      counts.refused += 1;
      if (retryAfter === undefined) counts.refusedWithoutRetryAfter += 1;
      refusedMs.push(ms);
    } else {
      counts.other += 1;
      others[status] = (others[status] ?? 0) + 1;
    }
  } catch (error) {
    counts.unanswered += 1;
    const what = error.code ?? error.message;
    others[what] = (others[what] ?? 0) + 1;
  }
}

function post(bytes) {
  return new Promise((resolve, reject) => {
    const outgoing = request(target, { method: 'POST', agent, headers: { ...headers, 'content-length': bytes.length } }, (incoming) => {
      incoming.resume();
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode, retryAfter: incoming.headers['retry-after'] }));
    });
    outgoing.setTimeout(answerMs, () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}

function summarize(times) {
  if (times.length === 0) return null;
  const sorted = times.sort((a, b) => a - b);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
