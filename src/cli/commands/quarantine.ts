// quarantine: what arrived and is no audit event, as a list, as bytes, and tried again.
import { writeFileSync } from 'node:fs';
import type { QuarantineEntryAnswer, QuarantineList, RetryAnswer } from '../../api/contract/quarantine.ts';
import type { ServerOptions } from '../main.ts';
import { size } from '../print/amounts.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { call, callJson } from '../server-client.ts';

export interface QuarantineOptions extends ServerOptions {
  readonly output: string;
  readonly cluster?: string;
  readonly reason?: string;
}

const root = '/api/v1/quarantine';
const pageSize = '1000';
/** Digits of an id that a table shows; as many are enough to name an entry. */
const shownDigits = 12;

export async function listQuarantine(options: QuarantineOptions): Promise<number> {
  const entries = await allEntries(options);
  const rows = entries.map((entry) => [
    entry.id.slice(0, shownDigits),
    entry.lastSeenAt,
    entry.cluster === '' ? '-' : entry.cluster,
    entry.reason,
    size(entry.bytes),
    String(entry.times),
    entry.takenAt === null ? (entry.isCut ? 'cut' : 'kept') : 'taken',
    visible(entry.source),
  ]);
  const header = ['ID', 'LAST SEEN', 'CLUSTER', 'REASON', 'SIZE', 'TIMES', 'STATE', 'SOURCE'];
  process.stdout.write(options.output === 'json' ? `${JSON.stringify({ entries }, null, 2)}\n` : printColumns(header, rows));
  return 0;
}

export async function showQuarantined(id: string, options: QuarantineOptions): Promise<number> {
  const entry = await callJson<QuarantineEntryAnswer>(options, { path: `${root}/${await fullId(id, options)}` });
  const lines = Object.entries(entry).map(([key, value]) => `${key}: ${visible(String(value ?? '-'))}\n`);
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(entry, null, 2)}\n` : lines.join(''));
  return 0;
}

/** The bytes into a file, or to standard output for a program to read. */
export async function downloadQuarantined(id: string, options: ServerOptions & { file: string }): Promise<number> {
  const bytes = await call(options, { path: `${root}/${await fullId(id, options)}/bytes`, accept: 'application/octet-stream' });
  if (options.file === '-') process.stdout.write(bytes);
  else writeFileSync(options.file, bytes, { mode: 0o600 });
  return 0;
}

/** 1 where something is still no event. */
export async function retryQuarantined(ids: readonly string[], options: QuarantineOptions): Promise<number> {
  const full = await Promise.all(ids.map((id) => fullId(id, options)));
  const json = { ...(options.cluster === undefined ? {} : { cluster: options.cluster }), ...(full.length === 0 ? {} : { ids: full }) };
  const answer = await callJson<RetryAnswer>(options, { method: 'POST', path: `${root}/retry`, json });
  const { tried, taken, stillBad, noCluster, events } = answer;
  const sentence = `tried ${tried}, taken ${taken} (events: ${events.accepted} new, ${events.duplicates} known), still no events ${stillBad}, cluster gone or disabled ${noCluster}\n`;
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : sentence);
  return stillBad + noCluster > 0 ? 1 : 0;
}

export async function removeQuarantined(id: string, options: ServerOptions): Promise<number> {
  await call(options, { method: 'DELETE', path: `${root}/${await fullId(id, options)}` });
  return 0;
}

/** A beginning that only one id has stands for it. */
async function fullId(id: string, options: ServerOptions): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(id)) return id;
  const found = (await allEntries(options)).filter((entry) => entry.id.startsWith(id));
  return found.length === 1 ? found[0].id : encodeURIComponent(id);
}

async function allEntries(options: ServerOptions & Partial<QuarantineOptions>): Promise<QuarantineEntryAnswer[]> {
  const entries: QuarantineEntryAnswer[] = [];
  let cursor: string | undefined;
  do {
    const query = { cluster: options.cluster, reason: options.reason, limit: pageSize, cursor };
    const page: QuarantineList = await callJson<QuarantineList>(options, { path: root, query });
    entries.push(...page.entries);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return entries;
}
