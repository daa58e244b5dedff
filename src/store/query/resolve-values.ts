// Address terms are decided on the few distinct address lists of the range, by the same code that decides single events; the engine then only looks them up.
import { createMatcher } from '../../search/evaluate.ts';
import type { Query, Term } from '../../search/ast.ts';
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import { addressColumn } from './compile-field.ts';
import type { ResolvedValues } from './compile.ts';
import type { Parameters } from '../engine/statements.ts';

/** Past this many distinct lists (a client writes what it likes into X-Forwarded-For) the term is decided on the events. */
const maxDistinct = 20_000;

/** `scope` is the condition of range and rights without the query; `parameters` are its values. */
export async function resolveValues(engine: Engine, query: Query, scope: string, parameters: Parameters, signal?: AbortSignal): Promise<ResolvedValues> {
  const terms = addressTerms(query);
  if (terms.length === 0) return new Map();
  const rows = await selectAll(engine, {
    columns: [{ sql: addressColumn, kind: 'bytes' }],
    tail: `FROM ${eventsTable} WHERE ${scope} AND odd = 0 GROUP BY ${addressColumn} LIMIT ${maxDistinct + 1}`,
    parameters,
    signal,
  });
  if (rows.length > maxDistinct) return new Map();
  const lists = rows.map(([list]) => (list as Buffer).toString('utf8'));
  return new Map(
    terms.map((term) => {
      const matches = createMatcher(term);
      return [term, lists.filter((list) => matches({ bytes: Buffer.from(`{"sourceIPs":${list === '' ? '[]' : list}}`), cluster: '', topic: '', source: '' }))];
    }),
  );
}

function addressTerms(query: Query): Term[] {
  switch (query.type) {
    case 'and':
    case 'or':
      return query.items.flatMap(addressTerms);
    case 'not':
      return addressTerms(query.item);
    case 'term':
      return query.field.kind === 'ip' && query.test.op !== 'present' ? [query] : [];
    default:
      return [];
  }
}
