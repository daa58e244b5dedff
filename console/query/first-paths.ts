// What the search page asks first, apart from what asks it: it is asked before anything large is there.
import { withParameters } from './fetch-api.ts';

/** Which events: as in the URL of the page and of the API. */
export interface Selection {
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
  readonly cluster?: string;
}

export interface ListSelection extends Selection {
  readonly order?: 'asc' | 'desc';
}

export const sessionPath = '/api/v1/session';

export const pageSize = 100;

/** A cursor carries the query it came from. */
export function eventsPath(asked: ListSelection | { readonly cursor: string }): string {
  return withParameters('/api/v1/events', { ...asked, limit: pageSize });
}
