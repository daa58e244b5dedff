// Saved searches: nothing is kept that could not be asked.
import type { z } from 'zod';
import { findPipe } from '../../search/lex.ts';
import { sentenceColumn } from '../../search/list-columns.ts';
import type { SavedSearch } from '../../saved/saved-searches.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import type { savedSearchContent, SavedSearchEntry } from '../contract/searches.ts';
import { findNamed, noSuchField, splitNames } from '../field-names.ts';
import { readPipeline, readSelection } from '../selection.ts';

type Content = z.output<typeof savedSearchContent>;

export function bindSearchRoutes(bind: BindRoute, { saved, now }: ApiParts): void {
  bind(routes.listSearches, () => ({ searches: saved.list().map(toEntry) }));
  bind(routes.addSearch, ({ body }) => toEntry(saved.add(readable(body, now()))));
  bind(routes.putSearch, ({ params, body }) => toEntry(saved.put(params.id, readable(body, now()))));
  bind(routes.deleteSearch, ({ params }) => saved.remove(params.id));
}

/** Throws what the search would be answered with. */
function readable(content: Content, nowMs: number): Content {
  const { query, from, to, columns } = content;
  const asked = { q: query, from: from ?? undefined, to: to ?? undefined };
  if (findPipe(query) === null) readSelection(asked, nowMs * 1000);
  else readPipeline(asked, nowMs * 1000);
  for (const name of columns === null ? [] : splitNames('columns', columns))
    if (name !== sentenceColumn && findNamed(name) === null) throw noSuchField('bad_parameter', 'columns', columns ?? '', name);
  return content;
}

function toEntry(search: SavedSearch): SavedSearchEntry {
  return { ...search, createdAt: new Date(search.createdAt).toISOString(), changedAt: new Date(search.changedAt).toISOString() };
}
