// A query that finds nothing, with one of its conditions left out at a time: which of them alone keeps everything out.
import type { Query } from '../search/ast.ts';
import { printQuery } from '../search/print.ts';
import type { Reader, Selection } from '../store/store.ts';
import type { RelaxedQuery } from './contract/unseen.ts';

/** More conditions are not tried: each is a search of its own. */
const maxTries = 8;

/** Those with which something is found, most first. */
export async function relaxQuery(reader: Pick<Reader, 'count'>, selection: Selection, signal: AbortSignal): Promise<RelaxedQuery[]> {
  const tries = triesOf(selection).slice(0, maxTries);
  const found: RelaxedQuery[] = [];
  for (const { changed, ...told } of tries) {
    const count = await reader.count(changed, signal);
    if (count > 0) found.push({ ...told, count });
  }
  return found.sort((a, b) => b.count - a.count);
}

type Try = Omit<RelaxedQuery, 'count'> & { readonly changed: Selection };

function triesOf(selection: Selection): readonly Try[] {
  const { query, from, to, clusters } = selection;
  const whole = query.type === 'all' ? '' : printQuery(query);
  const items = query.type === 'and' ? query.items : query.type === 'all' ? [] : [query];
  return [
    ...(from === null && to === null ? [] : [{ without: 'range' as const, text: '', q: whole, changed: { ...selection, from: null, to: null } }]),
    ...(clusters === null ? [] : [{ without: 'cluster' as const, text: '', q: whole, changed: { ...selection, clusters: null } }]),
    ...items.map((item, index) => {
      const left = without(items, index);
      const q = left.type === 'all' ? '' : printQuery(left);
      return { without: 'term' as const, text: printQuery(item), q, changed: { ...selection, query: left } };
    }),
  ];
}

function without(items: readonly Query[], index: number): Query {
  const left = items.filter((_, k) => k !== index);
  if (left.length === 0) return { type: 'all' };
  return left.length === 1 ? left[0] : { type: 'and', items: left };
}
