// How many events of some sources stand up to each of several moments: what the counters of an API server are compared with.
import { scrapeParameter } from '../../audit/scrape-mark.ts';
import { asideKind, asideTable } from '../aside.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable, flag } from '../schema.ts';
import { seqCondition, type SeqRanges } from '../seq-ranges.ts';
import type { StepCounts, StepRequest } from '../store.ts';

/** So long may authentication take: the stage RequestReceived bears the time before it, and is counted by the API server after it. µs. */
const receivedMargin = 1_000_000;

/** By which step a row counts: the widest edge that it does not lie before. */
const lowEdge = 'roundDown(ts, {low:Array(Int64)})';
const highEdge = (ts: string): string => `roundDown(${ts}, {high:Array(Int64)})`;
const ownMark = `if(\`stage\` = 'ResponseComplete', extract(\`requestURI\`, '${scrapeParameter}=([0-9a-f]{16})'), '')`;
const isRecovered = `toUInt8(bitAnd(flags, ${flag.noStageTimestamp}) != 0 AND position(annotations, '"cluster-audit/recovered"') > 0)`;

/** What is no event bears no time: it stands at its neighbour's or its arrival, and may be as much older as it may have been on its way. */
const onItsWay = 600_000_000;
const nearer = ({ after, isFirst }: StepRequest): string => {
  const earlier = isFirst ? `if(ts > ${after}, greatest(ts - ${onItsWay}, toInt64(${after + 1})), ts)` : `ts - ${onItsWay}`;
  return `(SELECT * REPLACE (toInt64(if(kind = ${asideKind.quarantined}, ${earlier}, ts)) AS ts) FROM ${asideTable})`;
};

/** Only the arrivals of `shown` are counted. */
export async function countSteps(engine: Engine, request: StepRequest, shown: SeqRanges): Promise<StepCounts> {
  const low = edgesOf(request.after, request.low);
  const high = edgesOf(request.after, request.high);
  const last = Math.max(low[low.length - 1], high[high.length - 1]) - 1;
  const parameters = { cluster: request.cluster, sources: request.sources, low, high, marks: request.marks };
  const where = `WHERE cluster = {cluster:String} AND source IN {sources:Array(String)} AND ts > ${request.after} AND ts <= ${last} AND ${seqCondition(shown)}`;
  const shifted = `ts + if(\`stage\` = 'RequestReceived', ${receivedMargin}, 0)`;
  const [events, aside] = await Promise.all([
    selectAll(engine, {
      columns: columnsOf(isRecovered, highEdge(shifted), ownMark, 'count()'),
      tail: `FROM ${eventsTable} ${where} GROUP BY 2, 3, 4, 5`,
      parameters,
    }),
    selectAll(engine, {
      columns: columnsOf('kind', highEdge('ts'), 'mark', 'uniqExact(ts, key)'),
      tail: `FROM ${nearer(request)} ${where} AND (kind != ${asideKind.elsewhere} OR NOT (\`first\` IN {sources:Array(String)})) GROUP BY 2, 3, 4, 5`,
      parameters,
    }),
  ]);
  return sumUp(request, events, aside);
}

const columnsOf = (group: string, high: string, mark: string, count: string) =>
  [
    { sql: group, kind: 'u8' },
    { sql: lowEdge, kind: 'i64' },
    { sql: high, kind: 'i64' },
    { sql: `if(${mark} IN {marks:Array(String)}, ${mark}, '')`, kind: 'bytes' },
    { sql: count, kind: 'u64' },
  ] as const;

/** Rows up to a moment lie before the edge after it. */
function edgesOf(after: number, moments: readonly number[]): number[] {
  return [...new Set([after, ...moments].map((moment) => moment + 1))].sort((a, b) => a - b);
}

function sumUp({ low, high, marks }: StepRequest, events: readonly Row[], aside: readonly Row[]): StepCounts {
  const ofKind = (rows: readonly Row[], kind: number): readonly Row[] => rows.filter((row) => row[0] === kind);
  const total = (rows: readonly Row[], isCounted: (row: Row) => boolean): number =>
    rows.reduce((sum, row) => (isCounted(row) ? sum + (row[4] as number) : sum), 0);
  const upToLow = (rows: readonly Row[]): readonly number[] =>
    low.map((moment, k) => total(rows, (row) => (row[1] as number) <= moment && (row[3] as Buffer).toString('latin1') !== marks[k]));
  const upToHigh = (rows: readonly Row[]): readonly number[] => high.map((moment) => total(rows, (row) => (row[2] as number) <= moment));
  const stored = [...ofKind(events, 0), ...ofKind(aside, asideKind.elsewhere)];
  const dropped = ofKind(aside, asideKind.dropped);
  return {
    storedLow: upToLow(stored),
    storedHigh: upToHigh(stored),
    droppedLow: upToLow(dropped),
    droppedHigh: upToHigh(dropped),
    quarantined: upToLow(ofKind(aside, asideKind.quarantined)),
    recovered: upToLow(ofKind(events, 1)),
  };
}
