// Lists of events, single events, counts, and the table of fields.
import { Readable } from 'node:stream';
import { fields, openRoots } from '../../audit/fields.ts';
import type { Field } from '../../audit/fields.ts';
import { formatTimestamp } from '../../audit/timestamp.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ListPage, Reader } from '../../store/store.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { defaultLimit, maxSentences, type EventBlock, type EventsQuery, type FieldList } from '../contract/events.ts';
import { routes } from '../contract/routes.ts';
import { decodeCursor, encodeCursor, readQuestion, requireSameQuestion, type Cursor, type ListQuestion } from '../cursor.ts';
import { onOneLine } from '../event-bytes.ts';
import { eventsAnswer } from '../events-answer.ts';
import { readSelection } from '../selection.ts';
import { tellRows } from '../tell-rows.ts';
import { withinTime } from '../within-time.ts';

const jsonType = 'application/json; charset=utf-8';

export function bindEventRoutes(bind: BindRoute, parts: ApiParts): void {
  const { reader, limits } = parts;

  bind(routes.listEvents, async ({ query }, reply) => {
    const begun = performance.now();
    requireFewSentences(query);
    const position = query.cursor === undefined ? null : continueFrom(query.cursor, query);
    const question = position?.question ?? readQuestion(query);
    const nowMicros = position?.nowMicros ?? parts.now() * 1000;
    const selection = readSelection(toParameters(question), nowMicros);
    const page = await withinTime(reply, limits, (signal) =>
      reader.list({
        ...selection,
        order: question.order,
        fold: question.fold,
        limit: query.limit ?? defaultLimit,
        after: position?.after ?? null,
        shown: position?.shown ?? null,
        signal,
      }),
    );
    const sentences = query.sentences === undefined ? null : await tellRows(page.rows, query.sentences);
    const pieces = eventsAnswer(page, nextCursor(page, question, nowMicros), performance.now() - begun, sentences);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return reply
      .type(jsonType)
      .header('content-length', length)
      .send(Readable.from(gather(pieces), { objectMode: false }));
  });

  bind(routes.getEvent, async ({ params }, reply) => {
    const event = await withinTime(reply, limits, () => reader.get(params.id));
    if (event === null) throw new AppError('not_found', 'There is no event with this id.', { hint: 'It may be past its retention.' });
    return reply.type('application/json').send(Buffer.from(onOneLine(event.bytes)));
  });

  bind(routes.getEventBlock, async ({ params }, reply) => {
    const found = await withinTime(reply, limits, () => reader.blockOf(params.id));
    if (found === null)
      throw new AppError('not_found', 'There is no event with this id, or nothing is kept of its body.', { hint: 'It may be past its retention.' });
    return toEventBlock(found);
  });

  bind(routes.countEvents, async ({ query }, reply) => {
    const selection = readSelection(query, parts.now() * 1000);
    return { count: await withinTime(reply, limits, (signal) => reader.count(selection, signal)) };
  });

  bind(routes.listFields, () => fieldList);
}

function toEventBlock({ place, block: { seq, receivedAt, first, last, ...block } }: NonNullable<Awaited<ReturnType<Reader['blockOf']>>>): EventBlock {
  const timeOf = (micros: number | null): string | null => (micros === null ? null : formatTimestamp(micros));
  return { place, block: { sequence: seq, ...block, receivedAt: new Date(receivedAt).toISOString(), first: timeOf(first), last: timeOf(last) } };
}

function requireFewSentences({ sentences, limit = defaultLimit }: EventsQuery): void {
  if (sentences === undefined || limit <= maxSentences) return;
  throw new AppError('bad_parameter', `limit is at most ${maxSentences} where sentences are asked for.`, { extra: { parameter: 'limit' } });
}

function continueFrom(text: string, query: EventsQuery): Cursor {
  const cursor = decodeCursor(text);
  requireSameQuestion(cursor, query);
  return cursor;
}

function toParameters({ q, from, to, clusters, topics }: ListQuestion) {
  return { q, from: from ?? undefined, to: to ?? undefined, cluster: listOf(clusters), topic: listOf(topics) };
}

function listOf(names: readonly string[] | null): string[] | undefined {
  return names === null ? undefined : [...names];
}

function nextCursor(page: ListPage, question: ListQuestion, nowMicros: number): string | null {
  if (page.next === null) return null;
  return encodeCursor({ question, nowMicros, after: page.next, shown: page.shown });
}

const chunkBytes = 65_536;

/** Few large chunks of many small pieces: a socket write each would cost more than the bytes. */
function* gather(pieces: readonly Uint8Array[]): Iterable<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    size += piece.length;
    if (size < chunkBytes) continue;
    yield Buffer.concat(waiting, size);
    waiting = [];
    size = 0;
  }
  yield Buffer.concat(waiting, size);
}

const fieldList: FieldList = {
  fields: fields.map((field: Field) => ({
    name: field.name,
    kind: field.kind,
    origin: field.origin,
    facet: field.facet ?? false,
    sensitive: field.sensitive ?? false,
    sentence: field.sentence,
  })),
  openRoots: [...openRoots],
};
