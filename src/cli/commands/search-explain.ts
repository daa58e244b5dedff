// search --explain: how the server reads a query, and what it would take.
import type { ExplainAnswer } from '../../api/contract/query.ts';
import type { Description } from '../../search/describe.ts';
import type { ServerOptions } from '../main.ts';
import { size } from '../print/amounts.ts';
import { visible } from '../print/visible.ts';
import type { SearchOptions } from '../search-commands.ts';
import { callJson } from '../server-client.ts';

const deciders: Readonly<Record<ExplainAnswer['decidedBy'], string>> = {
  engine: 'the engine decides by its columns',
  events: 'candidates are read whole, and each is decided',
  both: 'the engine decides most; events in doubt are read whole',
};

export async function explainQuery(q: string, options: ServerOptions & SearchOptions): Promise<number> {
  const { from, to, cluster, output } = options;
  const answer = await callJson<ExplainAnswer>(options, { path: '/api/v1/explain', query: { q, from, to, cluster } });
  process.stdout.write(output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : visible(print(answer)));
  return 0;
}

function print({ query, sql, meaning, fields, rows, bytes, decidedBy }: ExplainAnswer): string {
  return [
    `query    ${query}`,
    ...(sql === null ? [] : [`then     ${sql}`]),
    'events for which',
    ...lines(meaning as Description, 1),
    ...(fields.length === 0 ? [] : [`fields   ${fields.join(', ')}`]),
    `looks at about ${rows.toLocaleString('en')} events, ${size(bytes)} on disk; ${deciders[decidedBy]}`,
    '',
  ].join('\n');
}

function lines({ says, parts = [] }: Description, depth: number): string[] {
  return [`${'  '.repeat(depth)}${says}`, ...parts.flatMap((part) => lines(part, depth + 1))];
}
