// What a route promises: one entry of the table that validates requests, makes the OpenAPI document and types the console.
import type { z } from 'zod';
import type { ErrorCode } from '../../lib/error-codes.ts';

/** Who may ask: anybody; whoever is signed in; a sender of events, whom the ingest route checks in its own order; or the agent that the address names. */
export type RouteAccess = 'open' | 'signedIn' | 'sender' | 'agent';

/** `schema` for JSON; other types are described in a sentence. `null` = no content. */
export type RouteAnswer =
  | { readonly type: 'application/json'; readonly schema: z.ZodType; readonly also?: string }
  | { readonly type: string; readonly sentence: string; readonly status?: number }
  | null;

export interface RouteContract {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly access: RouteAccess;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Media types of a body that is taken as bytes. */
  readonly bodyTypes?: readonly string[];
  readonly answer: RouteAnswer;
  readonly errors: readonly ErrorCode[];
}

/** An answer in JSON of this shape. */
export function json<S extends z.ZodType>(schema: S): { readonly type: 'application/json'; readonly schema: S } {
  return { type: 'application/json', schema };
}
