// Grows captured events to any number: each pass over them gets fresh identifiers and times of its own, so that sizes and shapes stay those of the capture.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const second = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=(?:\.\d+)?Z)`;
const version = String.raw`(?<=resourceVersion(?:":"|=))\d+`;
const changing = new RegExp(`${uuid}|${second}|${version}`, 'g');
const nil = '00000000-0000-0000-0000-000000000000';
/** Times further from the event than this are facts of the past (certificates, ages) and stay. */
const nearMs = 86_400_000;

/** The events of an NDJSON file (or .gz), as text of one character a byte. */
export function readEvents(file) {
  const bytes = readFileSync(file);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1');
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error(`${file} holds no events`);
  return lines;
}

/**
 * Yields `count` lines (one character a byte) made from `lines`: auditIDs, uids, resource versions and times are fresh in each pass, everything
 * that agreed within the capture still agrees. The passes follow each other (or lie evenly over `days`) and end at `end`, ms since the epoch. The
 * same for the same `seed`.
 */
export function* replicate(lines, { count, end, seed = 1, days = 0 }) {
  const { templates, slots, firstMs, lastMs } = toTemplates(lines);
  const passes = Math.ceil(count / lines.length);
  const captureMs = Math.ceil((lastMs - firstMs) / 1000 + 1) * 1000;
  const spanMs = Math.max(captureMs, Math.floor((days * 86_400) / passes) * 1000);
  const random = createRandom(seed);
  const values = Array.from(slots, () => '');
  let made = 0;
  for (let pass = 0; pass < passes; pass += 1) {
    // Whole seconds, so that the digits behind the point stay.
    const shiftMs = Math.floor((end - lastMs) / 1000) * 1000 - (passes - 1 - pass) * spanMs;
    slots.forEach((slot, k) => {
      values[k] = freshValue(slot, pass, shiftMs, random);
    });
    for (const template of templates) {
      if (made === count) return;
      made += 1;
      let line = '';
      for (const piece of template) line += typeof piece === 'string' ? piece : values[piece];
      yield line;
    }
  }
}

/** The line as an item of the webhook's EventList, which leaves kind and apiVersion out. */
export function toItem(line) {
  return line.startsWith(head) ? `{${line.slice(head.length)}` : line;
}

const head = '{"kind":"Event","apiVersion":"audit.k8s.io/v1",';

/** Lines as pieces: text that stays, and numbers of the slots between. */
function toTemplates(lines) {
  const numbers = new Map();
  const slots = [];
  const times = lines.map(timeOf).filter((time) => !Number.isNaN(time));
  const templates = lines.map((line) => {
    const at = timeOf(line);
    const pieces = [];
    let from = 0;
    for (const match of line.matchAll(changing)) {
      const slot = toSlot(match[0], at);
      if (slot === null) continue;
      const key = `${slot.kind} ${slot.text}`;
      if (!numbers.has(key)) numbers.set(key, slots.push(slot) - 1);
      pieces.push(line.slice(from, match.index), numbers.get(key));
      from = match.index + match[0].length;
    }
    return [...pieces, line.slice(from)];
  });
  return { templates, slots, firstMs: times.reduce((a, b) => Math.min(a, b)), lastMs: times.reduce((a, b) => Math.max(a, b)) };
}

function toSlot(text, eventMs) {
  if (text.length === nil.length) return text === nil ? null : { kind: 'uuid', text };
  if (!text.includes('T')) return Number(text) < 2 || text.length > 12 ? null : { kind: 'version', text, number: Number(text) };
  const ms = Date.parse(`${text}Z`);
  return Math.abs(ms - eventMs) > nearMs || Number.isNaN(ms) ? null : { kind: 'time', text, ms };
}

/** Far more than one pass of a capture uses up. */
const versionsAPass = 100_000;

function freshValue(slot, pass, shiftMs, random) {
  if (slot.kind === 'uuid') return freshUuid(random);
  if (slot.kind === 'time') return new Date(slot.ms + shiftMs).toISOString().slice(0, 19);
  return String(slot.number + pass * versionsAPass);
}

function freshUuid(random) {
  const hex = Array.from({ length: 4 }, () => random().toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${'89ab'[random() & 3]}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function timeOf(line) {
  return Date.parse(/"stageTimestamp":"([^"]*)"/.exec(line)?.[1] ?? '');
}

/** mulberry32, as whole numbers of 32 bits. */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
