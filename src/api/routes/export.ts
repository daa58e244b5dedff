// A stream of every match. It ends cleanly only when it is complete: a failure midway breaks the connection.
import { Readable } from 'node:stream';
import { AppError } from '../../lib/app-error.ts';
import type { StoredEvent } from '../../store/store.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { ExportQuery } from '../contract/events.ts';
import { routes } from '../contract/routes.ts';
import { csvHeader, csvRow, defaultColumns, readColumns } from '../event-csv.ts';
import { onOneLine } from '../event-bytes.ts';
import { callerKey } from '../search-gate.ts';
import { readSelection } from '../selection.ts';
import { abortWithClient } from '../within-time.ts';

/** How the stream of a format begins, and what one event becomes. */
interface Format {
  readonly type: string;
  readonly head: Uint8Array;
  readonly write: (event: StoredEvent) => Uint8Array;
}

export function bindExportRoute(bind: BindRoute, { reader, limits, now }: ApiParts): void {
  bind(routes.exportEvents, async ({ query, raw }, reply) => {
    const format = chooseFormat(query);
    const { format: _format, fields: _fields, order, ...parameters } = query;
    const selection = readSelection(parameters, now() * 1000);
    const abort = new AbortController();
    const stopListening = abortWithClient(reply, abort);
    const { leave } = await limits.exports.enter(callerKey(raw), abort.signal);
    const stop = (): void => {
      stopListening();
      leave();
    };
    const events = reader.export(selection, order ?? 'asc', abort.signal)[Symbol.asyncIterator]();
    // What fails before the first event is still answered as a problem.
    const first = await events.next().catch((error: unknown) => {
      stop();
      throw error;
    });
    const body = Readable.from(chunks(format, first, events, stop), { objectMode: false });
    return reply.type(format.type).send(body);
  });
}

function chooseFormat(query: ExportQuery): Format {
  if (query.format === 'csv') {
    const columns = query.fields === undefined ? defaultColumns : readColumns(query.fields);
    return { type: 'text/csv; charset=utf-8; header=present', head: csvHeader(columns), write: (event) => csvRow(columns, event) };
  }
  if (query.fields !== undefined)
    throw new AppError('bad_parameter', 'fields goes with format=csv only: ndjson gives the whole event.', {
      extra: { parameter: 'fields' },
    });
  return { type: 'application/x-ndjson', head: new Uint8Array(), write: (event) => onOneLine(event.bytes) };
}

const chunkBytes = 65_536;
const lineEnd = Buffer.from('\n');

async function* chunks(format: Format, first: IteratorResult<StoredEvent>, events: AsyncIterator<StoredEvent>, stop: () => void): AsyncGenerator<Uint8Array> {
  const isLines = format.head.length === 0;
  let waiting: Uint8Array[] = [format.head];
  let size = format.head.length;
  try {
    for (let next = first; next.done !== true; next = await events.next()) {
      const written = format.write(next.value);
      waiting.push(written);
      if (isLines) waiting.push(lineEnd);
      size += written.length + (isLines ? 1 : 0);
      if (size < chunkBytes) continue;
      yield Buffer.concat(waiting, size);
      waiting = [];
      size = 0;
    }
    if (size > 0) yield Buffer.concat(waiting, size);
  } finally {
    stop();
    await events.return?.();
  }
}
