// An object's life as a lane: bars for its versions, marks for requests, hatches for what is not known; places in percent of the range.
import { parseTimestamp } from '../../src/audit/timestamp.ts';
import type { VerbFamily } from '../../src/story/verb-family.ts';
import { familyOfVerb } from '../../src/story/verb-family.ts';

/** µs since the epoch. */
export interface LaneRange {
  readonly from: number;
  readonly to: number;
}

/** A write as far as a lane shows it. */
export interface LaneStep {
  readonly id: string;
  readonly time: string;
  readonly verb: string;
  readonly subresource: string;
  readonly life: number;
  readonly isEnd: boolean;
  readonly hasBody: boolean;
}

/** A request that is no write of the object: refused, failed, a dry run, a connection. */
export interface LaneRequest {
  readonly id: string;
  readonly time: string;
  readonly family: VerbFamily;
  readonly isDryRun: boolean;
  readonly isFailed: boolean;
}

export interface LaneBar {
  readonly id: string;
  readonly left: number;
  readonly width: number;
  /** From 1. */
  readonly number: number;
  readonly isKnown: boolean;
}

export interface LaneMark {
  readonly left: number;
  readonly family: VerbFamily;
  /** Of the requests that stand here, the one that the mark opens: the newest of the gravest. */
  readonly id: string;
  readonly time: string;
  readonly count: number;
  readonly isDryRun: boolean;
  readonly isFailed: boolean;
  /** Its request is a step of the history. */
  readonly isStep: boolean;
}

export interface LaneHatch {
  readonly left: number;
  readonly width: number;
}

export interface Lane {
  readonly bars: readonly LaneBar[];
  readonly marks: readonly LaneMark[];
  readonly hatches: readonly LaneHatch[];
}

export interface LaneSource {
  /** In order. */
  readonly steps: readonly LaneStep[];
  readonly requests: readonly LaneRequest[];
  readonly gaps: readonly { readonly from: string | null; readonly to: string }[];
}

/** Marks nearer than this, in percent, are one. */
const slot = 1.25;
const gravity: readonly VerbFamily[] = ['read', 'change', 'create', 'connect', 'delete', 'refused', 'panic'];

export function laneOf({ steps, requests, gaps }: LaneSource, range: LaneRange): Lane {
  return { bars: barsOf(steps, range), marks: marksOf(steps, requests, range), hatches: hatchesOf(gaps, range) };
}

function barsOf(steps: readonly LaneStep[], range: LaneRange): readonly LaneBar[] {
  const versions = steps.filter(({ subresource }) => subresource === '');
  return versions.flatMap((step, k) => {
    if (step.isEnd) return [];
    // A removal through a part (a finalizer, an eviction) ends it too.
    const end = steps.find(({ isEnd, life, time }) => isEnd && life === step.life && time >= step.time);
    const next = versions[k + 1];
    const to = [next?.time, end?.time].filter((time) => time !== undefined).sort()[0];
    const place = placeOf(step.time, to ?? null, range);
    return place === null ? [] : [{ id: step.id, ...place, number: k + 1, isKnown: step.hasBody }];
  });
}

function hatchesOf(gaps: LaneSource['gaps'], range: LaneRange): readonly LaneHatch[] {
  return gaps.flatMap(({ from, to }) => placeOf(from, to, range) ?? []);
}

/** Null where none of it lies in the range. `from` null = from its begin, `to` null = to its end. */
function placeOf(from: string | null, to: string | null, range: LaneRange): LaneHatch | null {
  const start = Math.max(microsOf(from) ?? range.from, range.from);
  const end = Math.min(microsOf(to) ?? range.to, range.to);
  if (end < start) return null;
  const left = percent(start, range);
  return { left, width: percent(end, range) - left };
}

function marksOf(steps: readonly LaneStep[], requests: readonly LaneRequest[], range: LaneRange): readonly LaneMark[] {
  const all = [
    ...steps.map(({ id, time, verb }): Candidate => ({ id, time, family: familyOfVerb(verb), isDryRun: false, isFailed: false, isStep: true })),
    ...requests.map((request): Candidate => ({ ...request, isStep: false })),
  ];
  const slots = new Map<number, LaneMark>();
  for (const candidate of all) {
    const micros = microsOf(candidate.time);
    if (micros === null || micros < range.from || micros > range.to) continue;
    const left = percent(micros, range);
    const key = Math.round(left / slot);
    const before = slots.get(key);
    slots.set(key, before === undefined ? { ...candidate, left, count: 1 } : { ...graver(before, { ...candidate, left, count: 1 }), count: before.count + 1 });
  }
  return [...slots.values()].sort((a, b) => a.left - b.left);
}

type Candidate = Omit<LaneMark, 'left' | 'count'>;

function graver(a: LaneMark, b: LaneMark): LaneMark {
  const difference = gravity.indexOf(a.family) - gravity.indexOf(b.family);
  return difference > 0 || (difference === 0 && a.time > b.time) ? a : b;
}

export function percent(micros: number, { from, to }: LaneRange): number {
  return to === from ? 50 : ((micros - from) / (to - from)) * 100;
}

function microsOf(text: string | null): number | null {
  return text === null ? null : parseTimestamp(text);
}

/** Room at both sides, as a share of the whole. */
const margin = 0.03;
const shortest = 2_000_000;

/** From the first to the last of some times, with room around; null where there is none. `asked` ends hold as they are. */
export function rangeOf(times: readonly string[], asked: { readonly from: number | null; readonly to: number | null }): LaneRange | null {
  const micros = times.flatMap((time) => microsOf(time) ?? []).filter((time) => time >= (asked.from ?? -Infinity) && time <= (asked.to ?? Infinity));
  const [low, high] = micros.length === 0 ? [asked.from, asked.to] : [minOf(micros), maxOf(micros)];
  if (low === null || high === null) return null;
  const room = Math.max((high - low) * margin, shortest / 2);
  return { from: asked.from ?? low - room, to: asked.to ?? high + room };
}

function minOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function maxOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000);
const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000];
const maxTicks = 8;

/** Round moments of the range, at most eight. */
export function ticksOf(range: LaneRange): readonly number[] {
  const every = [...steps, ...seconds.map((s) => s * 1e6)].find((step) => (range.to - range.from) / step <= maxTicks) ?? range.to - range.from;
  const ticks: number[] = [];
  for (let tick = Math.ceil(range.from / every) * every; tick <= range.to && ticks.length <= maxTicks; tick += every) ticks.push(tick);
  return ticks;
}
