// Queries with a pipe, what a query means and would take, and what can stand in one.
import { completeQuery, writeValue, type CompletionItem } from '../../search/complete.ts';
import { describeQuery, fieldsOf } from '../../search/describe.ts';
import { findPipe } from '../../search/lex.ts';
import { printQuery } from '../../search/print.ts';
import { printSelect, quoteText } from '../../search/sql/print-sql.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { CompleteAnswer, ExplainAnswer } from '../contract/query.ts';
import { routes } from '../contract/routes.ts';
import { readPipeline, readSelection } from '../selection.ts';
import { withinTime } from '../within-time.ts';

/** Suggestions need not be exact: no more events than these are read whole for them. */
const maxWhole = 2_000;
const maxValues = 20;

export function bindQueryRoutes(bind: BindRoute, { reader, limits, now }: ApiParts): void {
  bind(routes.query, async ({ query: { limit, ...parameters } }, reply) => {
    const begun = performance.now();
    const request = readPipeline(parameters, now() * 1000);
    const answer = await withinTime(reply, limits, (signal) => reader.query({ ...request, limit: limit ?? null, signal }));
    return { ...answer, tookMs: performance.now() - begun };
  });

  bind(routes.explain, async ({ query: parameters }, reply) => {
    const nowMicros = now() * 1000;
    const hasPipe = findPipe(parameters.q ?? '') !== null;
    const pipeline = hasPipe ? readPipeline(parameters, nowMicros).pipeline : null;
    const selection = readSelection({ ...parameters, q: hasPipe ? undefined : parameters.q }, nowMicros);
    const query = pipeline?.query ?? selection.query;
    const estimate = await withinTime(reply, limits, (signal) => reader.explain({ ...selection, query }, signal));
    return {
      query: printQuery(query),
      sql: pipeline === null ? null : printSelect(pipeline.select),
      meaning: describeQuery(query),
      fields: [...fieldsOf(query)],
      ...estimate,
    } satisfies ExplainAnswer;
  });

  bind(routes.complete, async ({ query: { offset, ...parameters } }, reply) => {
    const q = parameters.q ?? '';
    const { from, to, items, values } = completeQuery(q, offset ?? q.length);
    const stored = values === null ? [] : await withinTime(reply, limits, (signal) => storedValues(values.field, values.prefix, signal));
    const known = new Set(stored.map(({ text }) => text));
    return { from, to, items: [...stored, ...items.filter(({ text }) => !known.has(text))] } satisfies CompleteAnswer;

    async function storedValues(field: string, prefix: string, signal: AbortSignal): Promise<CompletionItem[]> {
      const name = `\`${field.replaceAll('`', '``')}\``;
      const text = `* | SELECT each(${name}) AS value, count() AS times WHERE startsWith(each(${name}), ${quoteText(prefix)}) AND each(${name}) != '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${maxValues}`;
      const { rows } = await reader.query({ ...readPipeline({ ...parameters, q: text }, now() * 1000), limit: maxValues, maxWhole, signal });
      return rows.map(([value, times]) => ({ text: writeValue(String(value)), kind: 'value', count: Number(times) }));
    }
  });
}
