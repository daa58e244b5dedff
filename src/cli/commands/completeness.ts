// completeness: what an API server made beside what is here, hour by hour, and why the rest is missing.
import type { CompletenessInstance, CompletenessResult } from '../../api/contract/completeness.ts';
import type { ServerOptions } from '../main.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { callJson } from '../server-client.ts';

export interface CompletenessOptions extends ServerOptions {
  readonly cluster: string;
  readonly from?: string;
  readonly to?: string;
  readonly output: string;
}

type Hour = CompletenessInstance['hours'][number];

/** 1 where something is missing for certain. */
export async function showCompleteness(options: CompletenessOptions): Promise<number> {
  const path = `/api/v1/clusters/${encodeURIComponent(options.cluster)}/completeness`;
  const answer = await callJson<CompletenessResult>(options, { path, query: { from: options.from, to: options.to } });
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : visible(textOf(answer)));
  return answer.missing.atLeast > 0 ? 1 : 0;
}

function textOf(answer: CompletenessResult): string {
  const lines = [
    `${answer.cluster}: ${answer.status}, missing ${missingText(answer.missing)}${answer.isFresh ? '' : ' (the store could not be asked just now)'}\n`,
  ];
  if (answer.instances.length === 0) lines.push('No API server reports its counters: start the agent with --metrics-url.\n');
  const rows = answer.instances.flatMap((instance) => instance.hours.map((hour) => rowOf(instance.instance, hour)));
  if (rows.length > 0) lines.push(printColumns(['API SERVER', 'HOUR', 'STATUS', 'MADE', 'STORED', 'DROPPED', 'MISSING', 'CAUSE'], rows));
  for (const instance of answer.instances) lines.push(...notesOf(instance));
  for (const { instance, at, kind, file, from, bytes, sentence } of answer.records)
    lines.push(`${instance}: ${at} ${kind}: ${bytes ?? 'unknown many'} bytes of ${file} from ${from} on: ${sentence}\n`);
  for (const { source, late, future, skewMs } of answer.arrivals)
    if (late + future > 0) lines.push(`${source}: ${late} events came late, ${future} stand in the future (least delay ${skewMs} ms)\n`);
  return lines.join('');
}

function rowOf(name: string, { hour, status, made, stored, droppedByPolicy, missing, causes }: Hour): string[] {
  const cause = causes.map((one) => `${one.cause}${one.plugin === undefined ? '' : `:${one.plugin}`} ${one.events}${again(one.recovered)}`).join(', ');
  return [name, hour.slice(0, 16), status, String(made), String(stored), String(droppedByPolicy), missingText(missing), cause === '' ? '-' : cause];
}

function again(recovered: number | undefined): string {
  return recovered === undefined ? '' : ` (${recovered} recovered)`;
}

function missingText({ atLeast, atMost }: CompletenessResult['missing']): string {
  return atLeast === atMost ? String(atLeast) : `${atLeast} to ${atMost}`;
}

function notesOf({ instance, status, reasons, trouble, knownFrom, knownTo, unaccounted, unreadBytes, canary }: CompletenessInstance): string[] {
  const known = knownFrom === null ? 'nothing is known yet' : `known from ${knownFrom} to ${knownTo}`;
  const notes = [`${instance}: ${status}, ${known}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}\n`];
  if (trouble !== null) notes.push(`${instance}: ${trouble}\n`);
  if ((unreadBytes ?? 0) > 0) notes.push(`${instance}: ${unreadBytes} bytes wait on the node\n`);
  for (const { from, to, why } of unaccounted) notes.push(`${instance}: not accounted for from ${from ?? 'ever'} to ${to} (${why})\n`);
  if (canary !== null) notes.push(`${instance}: canaries seen ${canary.seen} of ${canary.sent - canary.pending}, the last after ${canary.lastMs ?? '-'} ms\n`);
  return notes;
}
