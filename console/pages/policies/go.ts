// How the parts of the page change its address.
import type { PoliciesSearch } from '../../search-params.ts';

/** `replace`: the change is no step of its own to go back to. */
export type Go = (change: PoliciesSearch, replace?: boolean) => void;
