// Sends audit logs that somebody chose into a cluster of their own: made with auditing on, body by body, until all of it can be searched.
import type { AuditFeaturePutAnswer, NewTokenAnswer } from '../../src/api/contract/features.ts';
import type { IngestResult } from '../../src/api/contract/ingest.ts';
import { createLineCutter } from '../show/cut-lines.ts';
import { ApiError, fetchJson } from './fetch-api.ts';

export interface OpenProgress {
  /** Bytes of the files that were read, packed as they are. */
  readonly read: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly dropped: number;
}

export const noProgress: OpenProgress = { read: 0, accepted: 0, duplicates: 0, quarantined: 0, dropped: 0 };

export interface OpenOptions {
  readonly cluster: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: OpenProgress) => void;
}

/** Clusters made for opened files are of this region. */
export const openedRegion = 'opened';
/** What is opened is looked at: an archive may be older than any retention. */
const retentionDays = 36_500;
const bodyBytes = 4 * 1024 * 1024;

/** Resolves when all of it is searchable. Throws ApiError, or the reason of the signal; what was sent by then stays. */
export async function openFiles(files: readonly File[], { cluster, signal, onProgress }: OpenOptions): Promise<OpenProgress> {
  const { id, token } = await prepare(cluster, signal);
  let progress = noProgress;
  const add = (change: Partial<OpenProgress>): void => {
    const keys = Object.keys(change) as (keyof OpenProgress)[];
    progress = { ...progress, ...Object.fromEntries(keys.map((key) => [key, progress[key] + change[key]!])) };
    onProgress(progress);
  };
  try {
    for (const file of files) for await (const body of bodiesOf(file, (read) => add({ read }), signal)) add(await send(cluster, token, body, signal));
    return progress;
  } finally {
    await fetchJson(`${featurePath(cluster)}/tokens/${id}`, { method: 'DELETE' }).catch(() => undefined);
  }
}

const clusterPath = (cluster: string): string => `/api/v1/clusters/${encodeURIComponent(cluster)}`;
const featurePath = (cluster: string): string => `${clusterPath(cluster)}/features/audit`;

/** A token of its own, which goes again when all is sent. */
async function prepare(cluster: string, signal: AbortSignal): Promise<NewTokenAnswer> {
  const topic = `${openedRegion}-${cluster}`.slice(0, 63).replace(/[.-]+$/, '');
  await fetchJson(`/api/v1/logsets/${openedRegion}`, { method: 'PUT', signal });
  await fetchJson(`/api/v1/topics/${encodeURIComponent(topic)}`, { method: 'PUT', body: { logset: openedRegion, retentionDays }, signal });
  await fetchJson(clusterPath(cluster), { method: 'PUT', body: { region: openedRegion }, signal });
  await fetchJson<AuditFeaturePutAnswer>(featurePath(cluster), { method: 'PUT', body: { enabled: true, topic }, signal });
  return fetchJson<NewTokenAnswer>(`${featurePath(cluster)}/tokens`, { method: 'POST', body: { note: 'opened files' }, signal });
}

async function* bodiesOf(file: File, onRead: (bytes: number) => void, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const cutter = createLineCutter(bodyBytes);
  const reader = (await unpacked(file, onRead)).getReader();
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      const body = cutter.add(value);
      if (body !== null) yield body;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  const rest = cutter.rest();
  if (rest !== null) yield rest;
}

/** Packed files are known by their first bytes, whatever they are called. */
async function unpacked(file: File, onRead: (bytes: number) => void): Promise<ReadableStream<Uint8Array>> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        onRead(chunk.length);
        controller.enqueue(chunk);
      },
    }),
  );
  return first === 0x1f && second === 0x8b ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
}

const maxTries = 30;
const pauseMs = 1_000;

async function send(cluster: string, token: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Partial<OpenProgress>> {
  for (let tries = 1; ; tries += 1) {
    try {
      const path = `/ingest/v1/${encodeURIComponent(cluster)}?wait=stored`;
      const { accepted = 0, duplicates = 0, quarantined = 0, dropped = 0 } = await fetchJson<IngestResult>(path, { method: 'POST', bytes, token, signal });
      return { accepted, duplicates, quarantined, dropped };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Nothing in this body is an event: it is in quarantine, and the rest goes on.
      if (error.problem.code === 'unreadable_body') return { quarantined: countLines(bytes) };
      const isBusy = error.problem.code === 'busy' || error.problem.code === 'unavailable';
      if (!isBusy || tries >= maxTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      signal.throwIfAborted();
    }
  }
}

function countLines(bytes: Uint8Array): number {
  return Math.max(
    1,
    new TextDecoder('latin1')
      .decode(bytes)
      .split('\n')
      .filter((line) => line.trim() !== '').length,
  );
}
