// policy replay: a candidate on the events that a server has stored.
import type { ReplayAnswer } from '../../api/contract/policy.ts';
import type { ServerOptions } from '../main.ts';
import { percent, size } from '../print/amounts.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { callJson } from '../server-client.ts';
import { readFile } from './policy-file.ts';

export interface ReplayOptions extends ServerOptions {
  readonly kubernetes: string;
  readonly cluster?: string;
  readonly from?: string;
  readonly to?: string;
  readonly query?: string;
  readonly output: string;
}

export async function replay(file: string, options: ReplayOptions): Promise<number> {
  const { kubernetes, from, to, query, cluster } = options;
  const json = { policy: readFile(file), kubernetes, from, to, q: query, cluster: cluster?.split(',') };
  const answer = await callJson<ReplayAnswer>(options, { method: 'POST', path: '/api/v1/policy/replay', json });
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : visible(print(answer)));
  return 0;
}

type Sum = ReplayAnswer['kept'];

function print(answer: ReplayAnswer): string {
  const { recorded, range, disk } = answer;
  if (range === null) return 'No stored events in this range.\n';
  const row = (name: string, sum: Sum): string[] => [
    name,
    sum.events.toLocaleString('en'),
    percent(sum.events, recorded.events),
    size(sum.bytes),
    percent(sum.bytes, recorded.bytes),
  ];
  const totals = [
    row('recorded (policy in force)', recorded),
    row('candidate', answer.candidate),
    row('  kept as they are', answer.kept),
    row('  bodies stripped', answer.stripped),
    row('  dropped', answer.dropped),
  ];
  const parts = [
    `${range.oldest} – ${range.newest}\n`,
    printColumns(['', 'EVENTS', '', 'BYTES', ''], totals),
    section(
      'RULE',
      answer.byRule.map(({ rule, level, ...share }) => ({ value: rule === null ? 'no rule (None)' : `${rule} (${level})`, ...share })),
    ),
    section('USER', answer.byUser),
    section('RESOURCE', answer.byResource),
    section('VERB', answer.byVerb),
    printQuestions(answer),
    printMissing(answer),
  ];
  if (disk !== null)
    parts.push(
      `On disk: ${size(disk.perDay.recorded)} a day now, ${size(disk.perDay.candidate)} with the candidate; a month ${size(disk.perMonth.recorded)} and ${size(disk.perMonth.candidate)}.\n`,
    );
  return parts.filter((part) => part !== '').join('\n');
}

const longest = 10;

function section(title: string, rows: readonly { value: string; recorded: Sum; kept: Sum }[]): string {
  return printColumns(
    [title, 'EVENTS', 'KEPT', 'BYTES', 'KEPT'],
    rows
      .slice(0, longest)
      .map(({ value, recorded, kept }) => [
        value === '' ? '(none)' : value.replaceAll('\n', '\\n'),
        recorded.events.toLocaleString('en'),
        percent(kept.events, recorded.events),
        size(recorded.bytes),
        percent(kept.bytes, recorded.bytes),
      ]),
  );
}

function printQuestions({ questions }: ReplayAnswer): string {
  const lost = questions.filter(({ recorded, kept }) => kept < recorded);
  if (lost.length === 0) return 'Every question that what is recorded answers is still answered.\n';
  return lost
    .map(({ question, recorded, kept }) => `${kept === 0 ? 'No longer answered' : `Answered by ${percent(kept, recorded)} of the events only`}: ${question}\n`)
    .join('');
}

function printMissing({ missing }: ReplayAnswer): string {
  const lines: string[] = [];
  if (missing.events > 0) {
    const known = missing.estimatedBytes === 0 ? '' : ` About ${size(missing.estimatedBytes)} more, judged by events of the same kind that have them.`;
    const unknown =
      missing.unknownEvents === 0 ? '' : ` Of ${missing.unknownEvents.toLocaleString('en')} bodies the size is unknown: none of their kind was ever recorded.`;
    lines.push(`The candidate records bodies that the store does not hold, of ${missing.events.toLocaleString('en')} events.${known}${unknown}\n`);
  }
  if (missing.arrivals > 0)
    lines.push(
      `It records RequestReceived too, which was never recorded here: about ${missing.arrivals.toLocaleString('en')} events, ${size(missing.arrivalBytes)} more.\n`,
    );
  return lines.join('');
}
