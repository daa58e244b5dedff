// The quarantine as people see it: a list, the bytes to download, and another try.
import { Readable } from 'node:stream';
import { quarantineReasons } from '../../audit/read-body.ts';
import type { QuarantineEntry } from '../../collect/quarantine-entry.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { QuarantineEntryAnswer } from '../contract/quarantine.ts';
import { routes } from '../contract/routes.ts';

const defaultLimit = 100;

export function bindQuarantineRoutes(bind: BindRoute, { quarantine, retryQuarantine }: ApiParts): void {
  const find = (id: string): QuarantineEntry => {
    const entry = quarantine.get(id);
    if (entry === null) throw new AppError('not_found', `There is no entry ${id} in quarantine.`, { hint: 'It may have been removed.' });
    return entry;
  };

  bind(routes.listQuarantine, ({ query: { cluster, reason, limit = defaultLimit, cursor } }) => {
    const all = quarantine.list().filter((entry) => (cluster?.includes(entry.cluster) ?? true) && (reason === undefined || entry.reason === reason));
    const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    if (cursor !== undefined && from === 0) throw new AppError('bad_parameter', 'The cursor is none of this list.', { extra: { parameter: 'cursor' } });
    const page = all.slice(from, from + limit);
    const hasMore = from + limit < all.length;
    return { entries: page.map(toAnswer), cursor: hasMore ? page[page.length - 1].id : null, total: all.length, bytes: quarantine.bytes() };
  });

  bind(routes.getQuarantineEntry, ({ params }) => toAnswer(find(params.id)));

  bind(routes.getQuarantineBytes, ({ params }, reply) => {
    const { id } = find(params.id);
    // Bytes of anybody's making: a browser may only save them.
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename="${id}.bin"`)
      .header('x-content-type-options', 'nosniff')
      .send(Readable.from(quarantine.read(id)!));
  });

  bind(routes.retryQuarantine, ({ body }) => {
    const entries = body?.ids === undefined ? quarantine.list() : body.ids.map(find);
    return retryQuarantine(entries.filter(({ cluster }) => body?.cluster === undefined || cluster === body.cluster));
  });

  bind(routes.removeQuarantineEntry, ({ params }) => {
    if (!quarantine.remove(params.id)) find(params.id);
  });
}

function toAnswer({ firstSeenAt, lastSeenAt, takenAt, ...entry }: QuarantineEntry): QuarantineEntryAnswer {
  return {
    ...entry,
    sentence: quarantineReasons[entry.reason],
    firstSeenAt: new Date(firstSeenAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    takenAt: takenAt === null ? null : new Date(takenAt).toISOString(),
  };
}
