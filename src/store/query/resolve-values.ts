// What is found out about a query's terms before it is compiled: address terms are decided on the few distinct address lists of the range, by the same code that
// decides single events; words of identifiers are looked for in what is kept of every body.
import { createMatcher } from '../../search/evaluate.ts';
import type { Query, Term, TextTerm } from '../../search/ast.ts';
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { findWords } from '../identifiers/find.ts';
import { eventsTable } from '../schema.ts';
import type { Selection } from '../store.ts';
import { addressColumn } from './compile-field.ts';
import type { Resolved } from './compile.ts';
import { identifierWords } from './narrow-identifiers.ts';
import type { Parameters } from '../engine/statements.ts';

/** Past this many distinct lists (a client writes what it likes into X-Forwarded-For) the term is decided on the events. */
const maxDistinct = 20_000;

/** `scope` is the condition of range and rights without the query; `parameters` are its values. */
export async function resolveTerms(engine: Engine, selection: Selection, scope: string, parameters: Parameters, signal?: AbortSignal): Promise<Resolved> {
  const [values, places] = await Promise.all([
    resolveAddresses(engine, selection.query, scope, parameters, signal),
    resolveIdentifiers(engine, selection, signal),
  ]);
  return { values, places };
}

/** So many terms with words of identifiers are looked up; further ones are left to the text. */
const maxLookedUp = 16;

async function resolveIdentifiers(engine: Engine, selection: Selection, signal?: AbortSignal): Promise<Resolved['places']> {
  const places: (readonly [Term | TextTerm, NonNullable<Awaited<ReturnType<typeof findWords>>>])[] = [];
  for (const term of leaves(selection.query)
    .filter((leaf) => identifierWords(leaf).length > 0)
    .slice(0, maxLookedUp)) {
    const found = await findWords(engine, identifierWords(term), selection, signal);
    if (found !== null) places.push([term, found]);
  }
  return new Map(places);
}

async function resolveAddresses(engine: Engine, query: Query, scope: string, parameters: Parameters, signal?: AbortSignal): Promise<Resolved['values']> {
  const terms = leaves(query).filter(isAddressTerm);
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

/** Terms of both kinds, in the order of the query. */
function leaves(query: Query): (Term | TextTerm)[] {
  switch (query.type) {
    case 'and':
    case 'or':
      return query.items.flatMap(leaves);
    case 'not':
      return leaves(query.item);
    case 'all':
      return [];
    default:
      return [query];
  }
}

function isAddressTerm(term: Term | TextTerm): term is Term {
  return term.type === 'term' && term.field.kind === 'ip' && term.test.op !== 'present';
}
