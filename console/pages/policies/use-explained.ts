// The request that is explained — typed, or that of a stored event — and what the policy decides about it.
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { explainDecision, type Explanation } from '../../../src/policy/explain.ts';
import type { RequestAttributes } from '../../../src/policy/policy.ts';
import { eventQuery } from '../../query/events.ts';
import { requestParts, type PoliciesSearch } from '../../search-params.ts';
import { readEvent, type EventFacts } from '../../show/read-event.ts';
import type { EventRow } from '../../show/split-answer.ts';
import type { CheckedText } from './check-text.ts';
import type { Go } from './go.ts';
import { attributesOf, readTyped, requestOfFacts, writeTyped, type TypedRequest } from './typed-request.ts';

export interface Explained {
  readonly typed: TypedRequest;
  readonly type: (change: Partial<TypedRequest>) => void;
  /** Of the stored event, where one is chosen. */
  readonly facts: EventFacts | null;
  readonly event: UseQueryResult<EventRow>;
  /** Null while there is no request. */
  readonly attributes: RequestAttributes | null;
  /** Null while there is no policy or no request. */
  readonly explanation: Explanation | null;
}

export function useExplained(search: PoliciesSearch, onGo: Go, checked: CheckedText | null): Explained {
  const { typed, type } = useTyped(search, onGo);
  const event = useQuery({ ...eventQuery(search.event ?? '', null), enabled: search.event !== undefined });
  const isStored = search.event !== undefined;
  const row = isStored ? event.data : undefined;
  const facts = useMemo(() => (row === undefined ? null : readEvent(row.event)), [row]);
  const attributes = useMemo(() => (!isStored ? attributesOf(typed) : facts === null ? null : requestOfFacts(facts)), [isStored, typed, facts]);
  const policy = checked?.policy ?? null;
  const explanation = useMemo(() => (policy === null || attributes === null ? null : explainDecision(policy, attributes)), [policy, attributes]);
  return { typed, type, facts, event, attributes, explanation };
}

const pauseMs = 300;

/** Typing is written into the address a moment later; an address that changes by itself is read. */
function useTyped(search: PoliciesSearch, onGo: Go) {
  const [typed, setTyped] = useState(() => readTyped(search));
  const [seen, setSeen] = useState(() => keyOf(search));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = keyOf(search);
  if (key !== seen) {
    setSeen(key);
    if (key !== keyOf(writeTyped(typed))) setTyped(readTyped(search));
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (change: Partial<TypedRequest>) => {
    const next = { ...typed, ...change };
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onGo(writeTyped(next), true), pauseMs);
  };
  return { typed, type };
}

function keyOf(search: PoliciesSearch): string {
  return JSON.stringify(requestParts.map((part) => search[part] || undefined));
}
