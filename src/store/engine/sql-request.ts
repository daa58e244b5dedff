// A statement of the SQL user, with a table of rows that travel beside it: its own request, because rows must not become text of a statement.
import { randomUUID } from 'node:crypto';
import { Agent, request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { AppError } from '../../lib/app-error.ts';
import { sqlLimits } from './engine-config.ts';
import type { Position } from '../../lib/problem.ts';
import type { Engine } from './engine.ts';
import { parameterText } from './parameter-text.ts';
import type { Parameters } from './statements.ts';

/** Rows that a statement reads as a table `special`. */
export interface SpecialRows {
  /** Columns as the engine declares them: `c0 String, c1 Nullable(Float64)`. */
  readonly structure: string;
  /** One JSON array a line. */
  readonly lines: string;
}

export interface SqlRequest {
  readonly query: string;
  readonly parameters: Parameters;
  readonly special: SpecialRows | null;
  /** Where the statement begins in the query: the place of what takes too much. */
  readonly position: Position;
  readonly signal?: AbortSignal;
}

export interface SqlResult {
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Idle connections would hold up the engine's end. */
const agent = new Agent({ keepAlive: false });

/** Runs it under the limits of the SQL user. Throws AppError: `time_limit`, `busy`, `bad_value` where the statement takes too much. */
export async function runSql(engine: Engine, { query, parameters, special, position, signal }: SqlRequest): Promise<SqlResult> {
  const access = engine.sqlAccess();
  const url = new URL(access.url);
  url.username = '';
  url.password = '';
  const settings = access.isSandboxed ? {} : { ...sqlLimits, readonly: 1 };
  const address = {
    wait_end_of_query: 1,
    default_format: 'JSONCompactEachRowWithNamesAndTypes',
    ...settings,
    ...(special === null ? {} : { special_format: 'JSONCompactEachRow', special_structure: special.structure }),
  };
  for (const [key, value] of Object.entries(address)) url.searchParams.set(key, String(value));
  const boundary = `audit-${randomUUID()}`;
  const fields = [...Object.entries(parameters).map(([name, value]) => [`param_${name}`, parameterText(value)] as const), ['query', query] as const];
  const body = Buffer.from(
    [
      ...fields.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
      special === null
        ? ''
        : `--${boundary}\r\nContent-Disposition: form-data; name="special"; filename="special"\r\nContent-Type: application/octet-stream\r\n\r\n${special.lines}\r\n`,
      `--${boundary}--\r\n`,
    ].join(''),
  );
  const answer = await post(url, { ...access.headers, 'content-type': `multipart/form-data; boundary=${boundary}` }, body, signal);
  if (answer.status !== 200) throw refusal(answer, position);
  const lines = answer.text.split('\n').filter((line) => line !== '');
  const [, types = [], ...rows] = lines.map((line) => JSON.parse(line) as unknown[]);
  return { types: types as string[], rows };
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

function post(url: URL, headers: Readonly<Record<string, string>>, body: Buffer, signal?: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(signal?.aborted === true ? error : new AppError('unavailable', `The engine cannot be reached: ${error.message}`, { cause: error, retryAfter: 5 }));
    const options = { method: 'POST', headers: { ...headers, 'content-length': body.length }, signal };
    const onResponse = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', fail);
      response.once('aborted', () => fail(new Error('the answer broke off')));
      response.once('end', () => {
        const text = new TextDecoder().decode(Buffer.concat(chunks));
        resolve({ status: response.statusCode ?? 0, code: String(response.headers['x-clickhouse-exception-code'] ?? ''), text });
      });
    };
    const request = url.protocol === 'https:' ? requestHttps(url, options, onResponse) : requestHttp(url, { ...options, agent }, onResponse);
    request.once('error', fail);
    request.end(body);
  });
}

const lessMemory = 'Narrow the time range, group by fewer values, or ask for fewer columns.';

/** BAD_ARGUMENTS, ARGUMENT_OUT_OF_BOUND, ILLEGAL_DIVISION, DECIMAL_OVERFLOW: found out when a function meets the value. */
const valueCodes = new Set(['36', '69', '153', '407']);

/** Codes of src/Common/ErrorCodes.cpp. */
function refusal({ code, text }: Answer, position: Position): AppError {
  const cause = new Error(text.slice(0, 500));
  if (valueCodes.has(code))
    return new AppError('bad_value', 'A function does not take one of the values that it is given.', {
      cause,
      position,
      hint: 'Look at numbers such as the digits of round() and the length of substring().',
    });
  switch (code) {
    case '159': // TIMEOUT_EXCEEDED
    case '160': // TOO_SLOW
    case '158': // TOO_MANY_ROWS
      return new AppError('time_limit', 'The statement took longer than its time limit.', {
        cause,
        hint: 'Narrow the time range or the part before the pipe.',
      });
    case '396': // TOO_MANY_ROWS_OR_BYTES
    case '307': // TOO_MANY_BYTES
      return new AppError('bad_value', 'The result is too large.', { cause, position, hint: 'Ask for fewer rows (LIMIT), fewer columns, or groups.' });
    case '241': // MEMORY_LIMIT_EXCEEDED
    case '243': // NOT_ENOUGH_SPACE
      return text.includes('Query memory limit')
        ? new AppError('bad_value', 'The statement needs more memory than one may have.', { cause, position, hint: lessMemory })
        : new AppError('busy', 'There is no memory left for this statement right now.', { cause, retryAfter: 2, hint: lessMemory });
    case '202': // TOO_MANY_SIMULTANEOUS_QUERIES
      return new AppError('busy', 'Too many statements run right now.', { cause, retryAfter: 2 });
    default:
      return new AppError('internal', 'The engine refused a statement.', { cause });
  }
}
