// The history of one object.
import { formatTimestamp } from '../../audit/timestamp.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ObjectTarget } from '../../story/history/read-write.ts';
import type { Gap, Step } from '../../story/history/step.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { FamilyAnswer } from '../contract/history.ts';
import { routes } from '../contract/routes.ts';
import { historyAnswer } from '../history-answer.ts';
import { noCluster } from '../no-cluster.ts';
import { readFamily } from '../read-family.ts';
import { readHistory, type ReadHistory } from '../read-history.ts';
import { readOwners } from '../read-owners.ts';
import { readTime } from '../selection.ts';
import { withinTime } from '../within-time.ts';

export function bindHistoryRoutes(bind: BindRoute, { reader, registry, limits, now }: ApiParts): void {
  bind(routes.objectHistory, async ({ query }, reply) => {
    const { cluster, apiGroup = '', resource, namespace = '', name } = query;
    if (registry.getCluster(cluster) === null) throw noCluster(cluster);
    const target: ObjectTarget = { apiGroup, resource, namespace, name };
    const range = readRange(query, now() * 1000);
    const body = await withinTime(reply, limits, async (signal) => {
      // What a version holds may follow from those before it: the range chooses among what is told, not among what is read.
      const history = await readHistory(reader, cluster, target, range.to, signal);
      const timeOf = (id: string): number => history.events.get(id)?.key.ts ?? 0;
      const owners = query.owners === true ? await readOwners(reader, cluster, target, { steps: history.steps, timeOf }, signal) : undefined;
      const steps = history.steps.filter(({ id }) => range.from === null || timeOf(id) >= range.from);
      const bodies = { ofVersions: query.bodies !== false, ofParts: query.partBodies === true };
      return historyAnswer({ history, steps, gaps: gapsOf(history, steps, range.from), owners, bodies });
    });
    return reply.type('application/json; charset=utf-8').send(body);
  });

  bind(routes.objectFamily, async ({ query: { cluster, apiGroup = '', resource, namespace = '', name } }, reply) => {
    if (registry.getCluster(cluster) === null) throw noCluster(cluster);
    const family = await withinTime(reply, limits, (signal) => readFamily(reader, cluster, { apiGroup, resource, namespace, name }, signal));
    const members = family.members.map(({ uid, ...member }) => ({ ...member, ...(uid === '' ? {} : { uid }) }));
    return { members, exact: family.isWhole } satisfies FamilyAnswer;
  });
}

interface Range {
  readonly from: number | null;
  readonly to: number | null;
}

function readRange({ from, to }: { readonly from?: string; readonly to?: string }, nowMicros: number): Range {
  const range = { from: readTime('from', from, nowMicros), to: readTime('to', to, nowMicros) };
  if (range.from === null || range.to === null || range.from <= range.to) return range;
  throw new AppError('bad_parameter', '"from" is after "to".', { hint: 'Exchange them.', extra: { parameter: 'from' } });
}

/** Gaps that reach into the range, and what was not read. */
function gapsOf(history: ReadHistory, steps: readonly Step[], from: number | null): readonly Gap[] {
  const start = from === null ? '' : formatTimestamp(from);
  const gaps = history.gaps.filter(({ to }) => to >= start);
  const [first] = history.steps;
  if (!history.isWhole && first !== undefined)
    gaps.unshift({
      from: null,
      to: first.time,
      kind: 'bound',
      why: 'There are more events of this object than are read at once. Give an earlier "to" to see the older ones.',
    });
  if (history.isWithoutStatus && steps.length > 0)
    gaps.push({
      from: steps[0].time,
      to: steps[steps.length - 1].time,
      kind: 'status',
      why: 'Writes of its status are not followed, there are too many: what they changed shows in the next version.',
    });
  return gaps;
}
