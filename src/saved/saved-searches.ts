// Searches with a name: what is kept of one, and what can be done with them.

export interface SavedSearchContent {
  readonly name: string;
  readonly query: string;
  /** Null = all clusters. */
  readonly cluster: string | null;
  /** Expressions of time as they were written; null = open. */
  readonly from: string | null;
  readonly to: string | null;
  /** Of the list, with commas between them; null = the usual ones. */
  readonly columns: string | null;
}

export interface SavedSearch extends SavedSearchContent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** All methods are synchronous; what was answered is on disk. */
export interface SavedSearches {
  /** By name. */
  list(): readonly SavedSearch[];
  /** Throws AppError `conflict` for a name that is taken, `bad_parameter` for one that cannot be shown. */
  add(content: SavedSearchContent): SavedSearch;
  /** Throws as `add`, and `not_found`. The same content again changes nothing. */
  put(id: string, content: SavedSearchContent): SavedSearch;
  /** Throws AppError `not_found`. */
  remove(id: string): void;
}
