// What each cluster has stored, asked of the engine at most once a second.
import type { Reader } from '../store/store.ts';

export type ClusterTotals = Awaited<ReturnType<Reader['clusterTotals']>>;

/** Short enough that a list right after an import tells its events. */
const keptMs = 1000;

/** A function that answers the totals, or null while the store cannot say: a list of clusters must show even then. */
export function createClusterTotals(reader: Reader, now: () => number): () => Promise<ClusterTotals | null> {
  let asked: { at: number; answer: Promise<ClusterTotals | null> } | undefined;
  return () => {
    if (asked === undefined || now() - asked.at >= keptMs || now() < asked.at) asked = { at: now(), answer: reader.clusterTotals().catch(() => null) };
    return asked.answer;
  };
}
