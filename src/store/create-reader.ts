// The reading half of the store: every question asked of what was stored up to one moment.
import { findBlock } from './blocks.ts';
import type { Engine } from './engine/engine.ts';
import { aggregateGroups } from './query/aggregate-groups.ts';
import { aggregateHistogram } from './query/aggregate-histogram.ts';
import { countEvents } from './query/count-events.ts';
import { parseEventId, placeOf } from './query/event-keys.ts';
import { countSteps } from './query/count-steps.ts';
import { explainEvents } from './query/explain-events.ts';
import { exportEvents } from './query/export-events.ts';
import { fetchEvents } from './query/fetch-events.ts';
import { groupRequests } from './query/group-requests.ts';
import { listEvents } from './query/list-events.ts';
import { runPipeline } from './query/run-pipeline.ts';
import { clusterTotals, deleteCluster, findAddresses, storedSize } from './query/whole-clusters.ts';
import { hasSeq } from './seq-ranges.ts';
import type { Reader } from './store.ts';
import type { StoredSeqs } from './stored-seqs.ts';
import { followTail, type TailParts } from './tail/follow-tail.ts';

/** `stored` tells the sequences that are stored whole: rows of others are not shown, since they may be a part of a block. */
export function createReader(engine: Engine, stored: StoredSeqs, tailParts: TailParts): Reader {
  return {
    list: (request) => listEvents(engine, request, request.shown === null ? stored.shown : stored.shownAs(request.shown)),
    count: (selection, signal) => countEvents(engine, selection, stored.shown, signal),
    histogram: (selection, request, signal) => aggregateHistogram(engine, selection, request, stored.shown, signal),
    groups: (selection, request, signal) => aggregateGroups(engine, selection, request, stored.shown, signal),
    tail: (request, sink) => followTail(tailParts, request, sink),
    query: (request) => runPipeline(engine, request, stored.shown.seqs),
    explain: (selection, signal) => explainEvents(engine, selection, stored.shown.seqs, signal),
    export: (selection, order, signal) => exportEvents(engine, selection, order, stored.shown.seqs, signal),
    groupRequests: (selection, detail, signal) => groupRequests(engine, selection, detail, stored.shown.seqs, signal),
    storedSize: () => storedSize(engine),
    get: async (id) => {
      const place = parseEventId(id);
      if (place === null || !hasSeq(stored.shown.seqs, place.seq)) return null;
      return (await fetchEvents(engine, [place])).get(placeOf(place)) ?? null;
    },
    blockOf: async (id) => {
      const place = parseEventId(id);
      if (place === null || !hasSeq(stored.shown.seqs, place.seq) || !(await fetchEvents(engine, [place])).has(placeOf(place))) return null;
      const block = await findBlock(engine, place.seq);
      return block === null ? null : { place: place.place, block };
    },
    clusterTotals: () => clusterTotals(engine),
    countSteps: (request) => countSteps(engine, request, stored.shown.seqs),
    findAddresses: (cluster, addresses, from) => findAddresses(engine, { cluster, addresses, from }, stored.shown.seqs),
    deleteCluster: (cluster) => deleteCluster(engine, cluster),
  };
}
