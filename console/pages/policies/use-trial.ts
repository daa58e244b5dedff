// A question to the store that is asked by a button, can be cancelled, and knows when its answer is of an earlier policy.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Trial } from '../../query/policies.ts';
import type { PoliciesSearch } from '../../search-params.ts';
import type { CheckedText } from './check-text.ts';

export interface Asked<T extends Trial> {
  /** Null before the first and after a cancelled one. */
  readonly trial: T | null;
  readonly ask: (trial: T) => void;
  readonly cancel: () => void;
}

/** `key` is the first part of the question's key in the cache. */
export function useAsked<T extends Trial>(key: string): Asked<T> {
  const client = useQueryClient();
  const [trial, setTrial] = useState<T | null>(null);
  return {
    trial,
    ask: (next) => {
      // The same question again is to be answered anew.
      client.removeQueries({ queryKey: [key, next] });
      setTrial(next);
    },
    cancel: () => {
      setTrial(null);
      void client.cancelQueries({ queryKey: [key] });
    },
  };
}

/** What would be asked now; null while the policy has errors. */
export function trialOf(checked: CheckedText | null, kubernetes: string, { from, to, cluster }: PoliciesSearch): Trial | null {
  if (checked === null || checked.policy === null) return null;
  return { policy: checked.text, kubernetes, from, to, cluster };
}

export function isSameTrial(a: Trial | null, b: Trial | null): boolean {
  const keys = ['policy', 'kubernetes', 'from', 'to', 'cluster'] as const;
  return a !== null && b !== null && keys.every((key) => a[key] === b[key]);
}
