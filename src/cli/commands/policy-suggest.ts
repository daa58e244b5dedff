// policy suggest: rules that would cut volume, from the events that a server has stored; picked ones go into the policy.
import { createTwoFilesPatch } from 'diff';
import type { SuggestAnswer } from '../../api/contract/suggest.ts';
import { percent, size } from '../print/amounts.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { callJson } from '../server-client.ts';
import { readFile } from './policy-file.ts';
import type { ReplayOptions } from './policy-replay.ts';

export interface SuggestOptions extends ReplayOptions {
  readonly allow: readonly string[];
  /** Numbers of the table, or ids. */
  readonly pick?: string;
  readonly diff?: true;
}

export async function suggest(file: string, options: SuggestOptions): Promise<number> {
  const { kubernetes, from, to, query, cluster, allow } = options;
  const policy = readFile(file);
  const ask = (pick: readonly string[]): Promise<SuggestAnswer> => {
    const json = { policy, kubernetes, from, to, q: query, cluster: cluster?.split(','), allow, pick };
    return callJson<SuggestAnswer>(options, { method: 'POST', path: '/api/v1/policy/suggest', json });
  };
  const found = await ask([]);
  const answer = options.pick === undefined ? found : await ask(idsOf(found, options.pick));
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else if (answer.picked === null) process.stdout.write(visible(print(answer)));
  else if (options.diff === true) process.stdout.write(visible(createTwoFilesPatch(file, `${file} with ${options.pick}`, policy, answer.picked.yaml)));
  else {
    process.stdout.write(visible(answer.picked.yaml));
    process.stderr.write(visible(summarize(answer.picked, answer)));
  }
  return 0;
}

/** `1,3` are rows of the table as it is printed for the same question. */
function idsOf({ suggestions }: SuggestAnswer, pick: string): string[] {
  return pick.split(',').map((part) => (/^\d{1,3}$/.test(part) ? (suggestions[Number(part) - 1]?.id ?? part) : part));
}

function print({ suggestions, candidate, range }: SuggestAnswer): string {
  if (range === null) return 'No stored events in this range.\n';
  if (suggestions.length === 0) return 'Nothing to cut: what this policy keeps is spread over many kinds of requests.\n';
  const table = printColumns(
    ['#', 'SAVES', 'OF', 'EVENTS', 'A DAY ON DISK', 'LEVEL', 'WHAT'],
    suggestions.map(({ saves, savesDiskPerDay, level, title }, at) => [
      String(at + 1),
      size(saves.bytes),
      percent(saves.bytes, candidate.bytes),
      saves.events.toLocaleString('en'),
      size(savesDiskPerDay),
      level,
      title.replaceAll('\n', '\\n'),
    ]),
  );
  const lost = suggestions.map(({ lost: questions }, at) =>
    questions.map(({ question, events }) => `  ${at + 1}: ${question} (${events.toLocaleString('en')} events)\n`).join(''),
  );
  const lostText = lost.join('') === '' ? '' : `\nWhat can't be asked of these any more:\n${lost.join('')}`;
  return `${range.oldest} – ${range.newest}\n\n${table}${lostText}\nPick with --pick 1,2: prints the policy; with --diff, what changes in it.\n`;
}

function summarize({ saves, savesDiskPerDay, commentsKept }: NonNullable<SuggestAnswer['picked']>, { candidate }: SuggestAnswer): string {
  const saved = `saves ${size(saves.bytes)} of ${size(candidate.bytes)} (${percent(saves.bytes, candidate.bytes)}), ${size(savesDiskPerDay)} a day on disk`;
  return `${saved}${commentsKept ? '' : '; written anew, without the comments: its rules are not one to a line'}\n`;
}
