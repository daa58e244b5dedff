// The one error class for what the world (or a caller) can cause: a code of the closed table, a sentence, and the cause.
import type { ErrorCode } from './error-codes.ts';
import type { Position } from './problem.ts';

export interface AppErrorOptions {
  readonly cause?: unknown;
  readonly hint?: string;
  readonly position?: Position;
  /** Seconds after which a retry makes sense (429 and 503). */
  readonly retryAfter?: number;
  /** Further members of the problem document. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly position: Position | undefined;
  readonly retryAfter: number | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.position = options.position;
    this.retryAfter = options.retryAfter;
    this.extra = options.extra ?? {};
  }
}
