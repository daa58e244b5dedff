// A query becomes conditions for the engine: two bounds around it, so that whatever the engine cannot decide exactly is decided on the event.
import type { Query, Term, TextTerm } from '../../search/ast.ts';
import type { WordPlaces } from '../identifiers/find.ts';
import { compileField } from './compile-field.ts';
import { compilePath } from './compile-path.ts';
import { compileText } from './compile-text.ts';
import { allOf, anyOf, everything, noneOf, type Bounds, type ParameterList } from './sql.ts';

/** What was found out about terms beforehand (see resolve-values.ts). */
export interface Resolved {
  /** Stored values that satisfy a term: their column decides it exactly. */
  readonly values: ReadonlyMap<Term, readonly string[]>;
  /** Outside of these events a term does not match. */
  readonly places: ReadonlyMap<Term | TextTerm, WordPlaces>;
}

/** Nothing was looked up. */
export const unresolved: Resolved = { values: new Map(), places: new Map() };

/** Bounds for rows that are not odd (an odd row's columns may say something else than its JSON, so it is always decided on the event). */
export function compileQuery(query: Query, parameters: ParameterList, resolved: Resolved): Bounds {
  switch (query.type) {
    case 'all':
      return everything;
    case 'and':
      return allOf(query.items.map((item) => compileQuery(item, parameters, resolved)));
    case 'or':
      return anyOf(query.items.map((item) => compileQuery(item, parameters, resolved)));
    case 'not':
      return noneOf(compileQuery(query.item, parameters, resolved));
    case 'text':
      return compileText(query, parameters, resolved);
    case 'term':
      return query.root === null || query.path.length === 0 ? compileField(query, parameters, resolved) : compilePath(query, parameters, resolved);
  }
}
