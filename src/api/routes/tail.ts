// Following what arrives: one stream for each reader, fed from one place.
import { AppError } from '../../lib/app-error.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import { callerKey } from '../search-gate.ts';
import { readSelection } from '../selection.ts';
import { TailStream } from '../tail-stream.ts';

const maxOfCaller = 20;
const maxOfAll = 200;

/** Returns how to end all streams, so that a server that stops does not wait for them. */
export function bindTailRoute(bind: BindRoute, { reader, now }: ApiParts): () => void {
  const open = new Map<TailStream, string>();

  bind(routes.tail, async ({ query, raw }, reply) => {
    const caller = callerKey(raw);
    const ofCaller = [...open.values()].filter((other) => other === caller).length;
    if (ofCaller >= maxOfCaller || open.size >= maxOfAll)
      throw new AppError('busy', `${ofCaller >= maxOfCaller ? maxOfCaller : maxOfAll} streams are followed already.`, {
        retryAfter: 15,
        hint: 'End one of them.',
      });
    const selection = readSelection(query, now() * 1000);
    const after = readLastId(raw.headers['last-event-id']);
    const abort = new AbortController();
    const stream: TailStream = new TailStream(() => {
      open.delete(stream);
      abort.abort();
    });
    open.set(stream, caller);
    const following = reader.tail({ selection, after, signal: abort.signal }, stream);
    // What is wrong with the request is known at once, and answered as a problem; what breaks later breaks the stream.
    following.catch((error: unknown) => stream.readable.destroy(error as Error));
    await Promise.race([following, new Promise(setImmediate)]);
    return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(stream.readable);
  });

  return () => {
    for (const stream of open.keys()) stream.end();
  };
}

function readLastId(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && header !== '' ? header : null;
}
