// One request to the server: over TLS with one's own authority and client certificate where they are given, its files read anew each time.
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface ServerAccess {
  /** `https://HOST:PORT`, or `http://…`. */
  readonly server: string;
  /** The token itself, or a file that holds it: a file may be replaced while the agent runs. */
  readonly token?: string;
  readonly tokenFile?: string;
  /** PEM files: who signs the server's certificate, and one's own certificate and key. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** An enrolled agent signs its requests in place of showing a token. */
  readonly signer?: RequestSigner;
}

export interface RequestSigner {
  /** What goes behind `Authorization: Bearer`. `content`: the body before it was packed. */
  credential(request: { readonly method: string; readonly path: string; readonly content: Uint8Array }): string;
  /** The server's time where it says that ours is wrong; true where trying again makes sense. */
  correct(serverTime: number): boolean;
}

export interface PostAnswer {
  readonly status: number;
  /** Seconds, where the server said so. */
  readonly retryAfter: number | null;
  /** `code` of a problem document. */
  readonly code: string | null;
  readonly detail: string;
  readonly text: string;
}

/** No answer within this time counts as none. */
const answerMs = 60_000;
/** An order holds a policy, which is as large as a body of the API may be. */
const maxAnswerBytes = 4_194_304;

const http = new HttpAgent({ keepAlive: true, maxSockets: 4 });
let https: { readonly key: string; readonly agent: HttpsAgent } | null = null;

/** `content`: the body before it was packed. Rejects where the server cannot be reached, or `signal` is aborted. */
export async function post(
  access: ServerAccess,
  path: string,
  body: Uint8Array,
  headers: Record<string, string>,
  signal: AbortSignal,
  content: Uint8Array = body,
): Promise<PostAnswer> {
  const once = (): Promise<PostAnswer> => send(access, path, body, { ...headers, ...credentialOf(access, path, content) }, signal);
  const answer = await once();
  const serverTime = answer.status === 401 ? readMember(answer.text, 'serverTime') : undefined;
  return typeof serverTime === 'number' && access.signer?.correct(serverTime) === true ? once() : answer;
}

function credentialOf({ signer, token, tokenFile }: ServerAccess, path: string, content: Uint8Array): Record<string, string> {
  const secret = signer?.credential({ method: 'POST', path, content }) ?? (tokenFile === undefined ? token : readFileSync(tokenFile, 'utf8').trim());
  return secret === undefined ? {} : { authorization: `Bearer ${secret}` };
}

function send(access: ServerAccess, path: string, body: Uint8Array, headers: Record<string, string>, signal: AbortSignal): Promise<PostAnswer> {
  const url = new URL(access.server.replace(/\/+$/, '') + path);
  const isTls = url.protocol === 'https:';
  const all = { ...headers, 'content-length': String(body.length) };
  const options = { method: 'POST', headers: all, signal, timeout: answerMs, agent: isTls ? tlsAgent(access) : http };
  return new Promise((resolve, reject) => {
    const sent = (isTls ? httpsRequest : httpRequest)(url, options, (answer) => {
      readAnswer(answer).then(resolve, reject);
    });
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${answerMs / 1000} s`)));
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Connections are kept as long as the files say the same. */
function tlsAgent({ ca, cert, key }: ServerAccess): HttpsAgent {
  const files = [ca, cert, key].map((file) => (file === undefined ? undefined : readFileSync(file, 'utf8')));
  const known = JSON.stringify(files);
  if (https?.key !== known) {
    https?.agent.destroy();
    https = { key: known, agent: new HttpsAgent({ keepAlive: true, maxSockets: 4, ca: files[0], cert: files[1], key: files[2] }) };
  }
  return https.agent;
}

async function readAnswer(answer: IncomingMessage): Promise<PostAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxAnswerBytes) chunks.push(chunk);
  }
  const retryAfter = Number(answer.headers['retry-after'] ?? Number.NaN);
  const text = Buffer.concat(chunks).toString('utf8');
  const [code, detail] = [readMember(text, 'code'), readMember(text, 'detail')];
  return {
    status: answer.statusCode ?? 0,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
    code: typeof code === 'string' ? code : null,
    detail: typeof detail === 'string' ? detail : '',
    text,
  };
}

/** A member of an answer in JSON; undefined where there is none. */
function readMember(text: string, name: string): unknown {
  try {
    return (JSON.parse(text) as Record<string, unknown> | null)?.[name];
  } catch {
    return undefined;
  }
}
