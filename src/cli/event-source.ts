// Reads a server's stream of events for as long as it is wanted: a connection that breaks is made again, from the last event on.
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../lib/app-error.ts';
import type { ServerOptions } from './main.ts';
import { openStream, type Call } from './server-client.ts';

export interface StreamMessage {
  readonly name: string;
  readonly data: Buffer;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const longestWaitMs = 10_000;

/** Yields messages until `signal` fires. `onBreak` hears why a connection ended. Throws AppError where the first one cannot be made, or the server refuses. */
export async function* followStream(
  options: ServerOptions,
  request: Call,
  signal: AbortSignal,
  onBreak: (reason: string) => void,
): AsyncGenerator<StreamMessage> {
  let lastId: string | undefined;
  let hasConnected = false;
  for (let delay = 500; !signal.aborted; delay = Math.min(delay * 2, longestWaitMs)) {
    try {
      const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
      for await (const block of blocksOf(await openStream(options, { ...request, accept: 'text/event-stream', headers }, signal))) {
        hasConnected = true;
        delay = 500;
        lastId = block.id ?? lastId;
        if (block.data !== null) yield { name: block.name, data: block.data };
      }
      onBreak('the server ended the stream');
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error, hasConnected)) throw error;
      onBreak((error as Error).message);
    }
    await wait(delay, undefined, { signal }).catch(() => {});
  }
}

/** What the server refuses it will refuse again; a server that was never reached is told about at once. */
function isFinal(error: unknown, hasConnected: boolean): boolean {
  if (!(error instanceof AppError)) return false;
  return !hasConnected || (error.code !== 'unavailable' && error.code !== 'busy');
}

interface Block {
  readonly name: string;
  readonly id: string | null;
  readonly data: Buffer | null;
}

/** Server-sent events by their bytes; a block without data only tells a place. */
async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Block> {
  let pieces: Buffer[] = [];
  let lines: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed, from); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      const line = Buffer.concat([...pieces, chunk.subarray(from, end)]);
      pieces = [];
      from = end + 1;
      const text = line.at(-1) === carriageReturn ? line.subarray(0, -1) : line;
      if (text.length > 0) lines.push(text);
      else {
        yield blockOf(lines);
        lines = [];
      }
    }
    if (from < chunk.length) pieces.push(Buffer.from(chunk.subarray(from)));
  }
}

function blockOf(lines: readonly Buffer[]): Block {
  const field = (name: string): Buffer | undefined => {
    const line = lines.find((candidate) => candidate.subarray(0, name.length + 1).equals(Buffer.from(`${name}:`)));
    return line?.subarray(line[name.length + 1] === 0x20 ? name.length + 2 : name.length + 1);
  };
  return { name: field('event')?.toString('utf8') ?? 'message', id: field('id')?.toString('utf8') ?? null, data: field('data') ?? null };
}
