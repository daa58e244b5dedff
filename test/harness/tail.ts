// A reader of server-sent events that sees every byte, and may stop reading for a while.
import { request, type IncomingMessage } from 'node:http';
import { adminToken, type TestServer } from './server.ts';

export interface TailMessage {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

export interface Tail {
  readonly messages: TailMessage[];
  readonly comments: string[];
  /** The last id that was seen, of a message or between them. */
  lastId(): string;
  readonly response: IncomingMessage;
  /** Resolves when so many messages have come. */
  until(count: number): Promise<void>;
  readonly ended: Promise<void>;
  close(): void;
}

/** Resolves when the stream has begun. */
export async function openTail(server: TestServer, parameters: Record<string, string>, lastId?: string): Promise<Tail> {
  const url = new URL(`/api/v1/tail?${new URLSearchParams(parameters)}`, server.url);
  const headers = { authorization: `Bearer ${adminToken}`, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const outgoing = request(url, { headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    outgoing.end();
  });
  if (response.statusCode !== 200) throw new Error(`tail: ${response.statusCode}`);
  outgoing.on('error', () => {});
  const messages: TailMessage[] = [];
  const comments: string[] = [];
  let last = '';
  let text = '';
  let look = (): void => {};
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const lines = block.split('\n');
      const field = (name: string): string | undefined => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      comments.push(...lines.filter((line) => line.startsWith(':')));
      last = field('id') ?? last;
      const data = field('data');
      if (data !== undefined) messages.push({ event: field('event') ?? 'message', id: last, data });
    }
    look();
  });
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  response.on('error', () => {});
  while (comments.length === 0)
    await new Promise<void>((resolve) => {
      look = resolve;
    });
  return {
    messages,
    comments,
    lastId: () => last,
    response,
    ended,
    until: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (messages.length >= count) resolve();
        };
        look();
      }),
    close: () => outgoing.destroy(),
  };
}
