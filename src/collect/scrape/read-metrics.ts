// One look at an API server's metrics, over http or https: within a time and a size, following no redirect, its files read anew each time.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { scrapeParameter } from '../../audit/scrape-mark.ts';
import type { Scrape } from '../completeness/report.ts';
import { parseMetrics } from './parse-metrics.ts';

export interface MetricsAccess {
  /** `https://HOST:PORT/metrics` of this one API server, never of a load balancer. */
  readonly url: string;
  /** A bearer token, or a file that holds it. */
  readonly token?: string;
  readonly tokenFile?: string;
  /** PEM: who signs the API server's certificate, and one's own certificate and key. The texts, or files that hold them. */
  readonly ca?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The API server runs on this very machine, so its events bear the times of our clock. */
  readonly isHere?: boolean;
}

export interface MetricsRead {
  readonly scrape: Scrape | null;
  /** Why there is none. */
  readonly trouble: string | null;
}

const answerMs = 15_000;
const maxBytes = 32 * 1024 * 1024;

/** Never rejects. */
export async function readMetrics(access: MetricsAccess, now: () => number, signal: AbortSignal): Promise<MetricsRead> {
  const mark = randomBytes(8).toString('hex');
  const url = `${access.url}${access.url.includes('?') ? '&' : '?'}${scrapeParameter}=${mark}`;
  try {
    const begun = now();
    const { status, text, ...answer } = await fetchText({ ...access, url }, now, signal);
    if (status !== 200) return { scrape: null, trouble: troubleOf(status) };
    const counters = parseMetrics(text);
    return typeof counters === 'string'
      ? { scrape: null, trouble: counters }
      : { scrape: { ...counters, ...byItsClock(begun, answer, access.isHere === true), mark }, trouble: null };
  } catch (error) {
    return { scrape: null, trouble: `the metrics cannot be read: ${(error as Error).message}`.slice(0, 300) };
  }
}

/**
 * Between which moments of the API server's clock the counters were read: after the request was sent, and before the first byte of
 * the answer left. A clock that is not ours tells its whole second in the header Date. Events bear microseconds: the last
 * millisecond is a whole one.
 */
function byItsClock(
  begun: number,
  { answeredAt, date }: Pick<Fetched, 'answeredAt' | 'date'>,
  isHere: boolean,
): { readonly begun: number; readonly ended: number } {
  const isOurs = date === null || (isHere && Math.abs(answeredAt - date) < 2 * dateStep);
  if (isOurs) return { begun, ended: answeredAt + 1 };
  return { begun: Math.floor(date - (answeredAt - begun)), ended: date + dateStep };
}

const dateStep = 1000;

function troubleOf(status: number): string {
  if (status === 401) return 'the API server does not take the credential (401)';
  if (status === 403) return 'the credential may not read /metrics (403): it needs `get` on the nonResourceURL /metrics';
  return status >= 300 && status < 400 ? `the address leads elsewhere (${status}); redirects are not followed` : `the API server answered ${status}`;
}

export interface Fetched {
  readonly status: number;
  readonly text: string;
  /** When the answer began to come, by the clock given. */
  readonly answeredAt: number;
  /** What its header Date says, ms; null without one. */
  readonly date: number | null;
}

/** The text at an address; throws where there is none within time and size. */
export async function fetchText(access: MetricsAccess, now: () => number, signal: AbortSignal): Promise<Fetched> {
  const url = new URL(access.url);
  const isTls = url.protocol === 'https:';
  const file = (name: string | undefined): string | undefined => (name === undefined ? undefined : readFileSync(name, 'utf8'));
  const token = file(access.tokenFile)?.trim() ?? access.token;
  const headers = { accept: 'text/plain', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const tls = isTls ? { ca: file(access.caFile) ?? access.ca, cert: file(access.certFile), key: file(access.keyFile) } : {};
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
  return new Promise((resolve, reject) => {
    const sent = (isTls ? httpsRequest : httpRequest)(url, { headers, signal: within, agent: false, ...tls }, (answer) => {
      const answeredAt = now();
      const date = Date.parse(answer.headers.date ?? '');
      const head = { status: answer.statusCode ?? 0, answeredAt, date: Number.isNaN(date) ? null : date };
      readText(answer).then((text) => resolve({ ...head, text }), reject);
    });
    sent.once('error', (error) => reject(within.aborted && !signal.aborted ? new Error(`no answer within ${answerMs / 1000} s`) : error));
    sent.end();
  });
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      answer.destroy();
      throw new Error(`the answer is larger than ${maxBytes / 1_048_576} MiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
