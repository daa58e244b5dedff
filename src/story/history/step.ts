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

/** A stretch of time of which something is not known. */
export interface Gap {
  /** Null = since before anything is on record. */
  readonly from: string | null;
  readonly to: string;
  readonly why: string;
}
