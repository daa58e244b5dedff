// What a history is made of: steps in order, and the gaps between them.
import type { JsonValue } from '../../audit/json-value.ts';
import type { Why } from './why.ts';

/** One successful write. */
export interface Step {
  readonly id: string;
  readonly time: string;
  readonly actor: string;
  readonly actingAs: string | null;
  readonly verb: string;
  /** '' = the object itself: then the step is a version. */
  readonly subresource: string;
  readonly code: number;
  /** The object after it; null where nobody can tell. */
  readonly body: JsonValue | null;
  /** The body is the answer's, as received. */
  readonly isReceived: boolean;
  /** Why there is no body, or another than the answer's. */
  readonly why: Why | null;
  /** Objects of the same name follow one another: each has a life of its own, from 0. */
  readonly life: number;
  readonly uid: string | null;
  /** It changed nothing; null where the bodies do not tell. */
  readonly isNoOp: boolean | null;
  /** After it the object is gone. */
  readonly isEnd: boolean;
}

export interface ObjectHistory {
  /** In order; those without a subresource are the versions. */
  readonly steps: readonly Step[];
  readonly gaps: readonly Gap[];
}

export const gapKinds = ['older', 'bodies', 'generation', 'version', 'removal', 'bound', 'status'] as const;
export type GapKind = (typeof gapKinds)[number];

/** A stretch of time of which something is not known. */
export interface Gap {
  /** Null = since before anything is on record. */
  readonly from: string | null;
  readonly to: string;
  readonly kind: GapKind;
  /** All of it in one English sentence; the members below are what it is made of. */
  readonly why: string;
  /** Versions without a body; writes that are not on record. */
  readonly count?: number;
  /** Why there are no bodies. */
  readonly reasons?: readonly Why[];
  /** The event of a deletion of many, who made it, and whether it named the object among those it removed. */
  readonly removal?: { readonly id: string; readonly actor: string; readonly isCertain: boolean };
}
