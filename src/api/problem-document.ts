// Every failure leaves the API here, as a problem document (RFC 9457).
import type { FastifyReply } from 'fastify';
import { AppError } from '../lib/app-error.ts';
import { errorCodes } from '../lib/error-codes.ts';
import { problemType, type ProblemDocument } from './contract/problem.ts';

/** The document of an error; members of `extra` stand beside the fixed ones. */
export function problemDocument(error: AppError): ProblemDocument {
  const { status, title } = errorCodes[error.code];
  return {
    ...error.extra,
    type: `urn:cluster-audit:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.position === undefined ? {} : { position: error.position }),
  };
}

/** Answers with the error's document and the headers that belong to it. */
export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  const document = problemDocument(error);
  if (document.status === 401) void reply.header('www-authenticate', 'Bearer realm="cluster-audit"');
  if (error.retryAfter !== undefined) void reply.header('retry-after', String(Math.max(1, Math.ceil(error.retryAfter))));
  // A body that came too slowly has not come to its end: nothing else can come behind it.
  if (error.code === 'time_limit' && (reply.request.raw as { readonly complete?: boolean }).complete === false) void reply.header('connection', 'close');
  return reply
    .code(document.status)
    .header('content-type', problemType)
    .send(Buffer.from(JSON.stringify(document)));
}

/** Whatever was thrown as an AppError; what nobody foresaw becomes `internal`, with the thing itself as cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, statusCode } = readFrameworkError(thrown);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('too_large', 'The body is larger than this endpoint takes.', { cause: thrown });
  if (code.startsWith('FST_ERR_CTP'))
    return new AppError('bad_parameter', 'The body cannot be read.', {
      cause: thrown,
      hint: 'Send JSON with Content-Type: application/json.',
    });
  if (code === 'FST_ERR_BAD_URL')
    return new AppError('bad_parameter', 'The address is not a valid URL.', { cause: thrown, hint: 'Percent-encode it as UTF-8.' });
  if (statusCode >= 400 && statusCode < 500) return new AppError('bad_parameter', 'The request cannot be read.', { cause: thrown });
  return new AppError('internal', 'Something went wrong inside Cluster Audit.', {
    cause: thrown,
    hint: 'The log of the server says more.',
  });
}

function readFrameworkError(thrown: unknown): { code: string; statusCode: number } {
  if (typeof thrown !== 'object' || thrown === null) return { code: '', statusCode: 500 };
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown };
  return { code: typeof code === 'string' ? code : '', statusCode: typeof statusCode === 'number' ? statusCode : 500 };
}
