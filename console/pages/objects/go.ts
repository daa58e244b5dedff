// To another state of the page.
import type { ObjectsSearch } from '../../search-params.ts';

export type GoObjects = (change: ObjectsSearch, replace?: boolean) => void;

/** What belongs to one object only. */
export const nothingOpen: ObjectsSearch = { version: undefined, at: undefined, tab: undefined, field: undefined };
