// Talks to the API: the session's cookie goes along by itself, and every failure becomes one error with the server's own words.
import type { ProblemDocument } from '../../src/api/contract/problem.ts';
import { apiHeaders, takeEarly } from './early-answers.ts';

export type Problem = Pick<ProblemDocument, 'code' | 'detail' | 'fix' | 'hint' | 'position' | 'status'>;

/** An answer that is no success, or no answer at all (`status` 0, code `offline`). */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.detail, options);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

export interface ApiRequest {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly body?: unknown;
  /** Sent as they are, in place of `body`. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** A bearer token, where the session's cookie does not count. */
  readonly token?: string;
  readonly signal?: AbortSignal;
}

/** The parsed answer. Only for answers that hold no event. Throws ApiError. */
export async function fetchJson<T>(path: string, request: ApiRequest = {}): Promise<T> {
  const response = await fetchApi(path, request);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The bytes of the answer. Throws ApiError. */
export async function fetchBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await fetchApi(path, { signal });
  return new Uint8Array(await response.arrayBuffer());
}

async function fetchApi(path: string, request: ApiRequest): Promise<Response> {
  const early = request.method === undefined && request.token === undefined ? await takeEarly(path, request.signal) : null;
  const response = early ?? (await send(path, request));
  if (!response.ok) throw new ApiError(await readProblem(response));
  return response;
}

async function send(path: string, { method = 'GET', body, bytes, token, signal }: ApiRequest): Promise<Response> {
  const headers: Record<string, string> = { ...apiHeaders };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? bytes : JSON.stringify(body),
      signal,
      cache: 'no-store',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ status: 0, code: 'offline', detail: '' }, { cause: error });
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = { status: response.status, code: `http_${response.status}`, detail: '' };
  try {
    const document = (await response.json()) as Partial<Problem>;
    const { code = fallback.code, detail = '', fix, hint, position } = document;
    return { status: response.status, code, detail, fix, hint, position };
  } catch {
    return fallback;
  }
}

/** The path with its parameters; those that are empty are left out. */
export function withParameters(path: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
