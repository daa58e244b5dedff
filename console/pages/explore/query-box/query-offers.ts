// What can be written at a place of the query: fields and words at once, values as often as the store holds them in the range.
import type { CompleteAnswer } from '../../../../src/api/contract/query.ts';
import { completeQuery, type CompletionItem } from '../../../../src/search/complete.ts';
import type { Selection } from '../../../query/events.ts';
import { fetchJson, withParameters } from '../../../query/fetch-api.ts';

export interface QueryOffers {
  /** An offer replaces the text from here to the cursor. */
  readonly from: number;
  readonly items: readonly CompletionItem[];
}

export interface OffersAsked {
  readonly text: string;
  readonly offset: number;
  readonly isExplicit: boolean;
  readonly scope: Omit<Selection, 'q'>;
  readonly signal: AbortSignal;
}

/** Values that come later are not waited for. */
const patienceMs = 5_000;

/** Null where nothing was begun and nobody asked. */
export async function offersAt({ text, offset, isExplicit, scope, signal }: OffersAsked): Promise<QueryOffers | null> {
  const { from, items, values } = completeQuery(text, offset);
  if (values === null) return items.length === 0 || (from === offset && !isExplicit) ? null : { from, items };
  const stored = await storedValues({ ...scope, q: text, offset }, signal);
  const known = new Set(stored.map((item) => item.text));
  const all = [...stored, ...items.filter((item) => !known.has(item.text))];
  return all.length === 0 ? null : { from, items: all };
}

async function storedValues(asked: Selection & { readonly offset: number }, signal: AbortSignal): Promise<readonly CompletionItem[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    const { items } = await fetchJson<CompleteAnswer>(withParameters('/api/v1/complete', { ...asked }), { signal: limit });
    // A line break cannot stand in the box.
    return items.filter(({ kind, text }) => kind === 'value' && !/[\r\n]/.test(text));
  } catch {
    // Without them the words that the language knows are offered.
    return [];
  }
}
