// Histograms, facets and tops: counts of events, never of folded requests.
import { fields, findField, type Field } from '../../audit/fields.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import {
  defaultFacetLimit,
  defaultInterval,
  defaultTopLimit,
  maxFacets,
  maxTopFields,
  type FacetsAnswer,
  type HistogramAnswer,
  type TopAnswer,
} from '../contract/aggregates.ts';
import { routes } from '../contract/routes.ts';
import { readFieldNames, type NamedField } from '../field-names.ts';
import { readSelection } from '../selection.ts';
import { withinTime } from '../within-time.ts';

export function bindAggregateRoutes(bind: BindRoute, { reader, limits, now }: ApiParts): void {
  bind(routes.histogram, async ({ query }, reply) => {
    const selection = readSelection(query, now() * 1000);
    const by = query.by === undefined ? null : readFieldNames('by', query.by, 1)[0].field;
    const request = { intervalMicros: readInterval(query.interval ?? defaultInterval), by };
    const buckets = await withinTime(reply, limits, (signal) => reader.histogram(selection, request, signal));
    return {
      buckets: buckets.map(({ start, count, counts }) => ({
        start: `${new Date(start / 1000).toISOString().slice(0, 19)}Z`,
        count,
        ...(counts === null ? {} : { counts: toRecord([...counts]) }),
      })),
    } satisfies HistogramAnswer;
  });

  bind(routes.facets, async ({ query }, reply) => {
    const selection = readSelection(query, now() * 1000);
    const asked = query.fields === undefined ? goodFacets(query.name ?? '') : readFieldNames('fields', query.fields, maxFacets);
    if (query.fields !== undefined && query.name !== undefined)
      throw new AppError('bad_parameter', 'name goes without fields only.', { hint: 'Leave one of them out.', extra: { parameter: 'name' } });
    if (asked.length === 0) return { facets: {} } satisfies FacetsAnswer;
    const request = { groupings: asked.map(({ field }) => [field]), limit: query.limit ?? defaultFacetLimit, match: query.match ?? '' };
    const groups = await withinTime(reply, limits, (signal) => reader.groups(selection, request, signal));
    const facets = groups.map(({ rows, distinct, isExact }, k) => [
      asked[k].name,
      { values: rows.map(({ values, count }) => ({ value: values[0], count })), distinct, exact: isExact },
    ]);
    return { facets: toRecord(facets as [string, FacetsAnswer['facets'][string]][]) } satisfies FacetsAnswer;
  });

  bind(routes.top, async ({ query }, reply) => {
    const selection = readSelection(query, now() * 1000);
    const by = readFieldNames('by', query.by, maxTopFields).map(({ field }) => field);
    const request = { groupings: [by], limit: query.limit ?? defaultTopLimit, match: '' };
    const [{ rows, distinct, isExact }] = await withinTime(reply, limits, (signal) => reader.groups(selection, request, signal));
    return { rows: [...rows].map(({ values, count }) => ({ values: [...values], count })), distinct, exact: isExact } satisfies TopAnswer;
  });
}

/** The fields that make good facets, of which the name holds `part`. */
function goodFacets(part: string): readonly NamedField[] {
  return fields
    .filter((field: Field) => field.facet === true && field.name.toLowerCase().includes(part.toLowerCase()))
    .map(({ name }) => ({ name, field: { field: findField(name)!, root: null, path: [] } }));
}

const unitMicros: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 };
/** A hundred years: longer than all time that events can stand at. */
const maxInterval = 36_525 * unitMicros.d;

function readInterval(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  const micros = match === null ? 0 : Number(match[1]) * unitMicros[match[2]];
  if (micros > 0 && micros <= maxInterval) return micros;
  throw new AppError('bad_parameter', 'interval: this is no length of time.', {
    hint: 'Write a whole number from 1 on and s, m, h or d: 60s, 5m, 1h, 1d.',
    extra: { parameter: 'interval' },
  });
}

/** An object whose keys may be any text, `__proto__` too. */
function toRecord<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) record[key] = value;
  return record;
}
