// The judge of counts: histogram, facets and top of events, tallied one by one from the lines.
import { spread, type Document, type Node } from './document.ts';
import { quote } from './query-trees.ts';

export interface Named {
  readonly name: string;
  readonly nodes: (event: Document) => readonly Node[];
}

const strings = (values: readonly (string | undefined)[]): Node[] =>
  values.filter((value) => value !== undefined && value !== '').map((s) => ({ t: 'string', s: s! }));
const received =
  'level auditID stage requestURI verb user user.username user.uid user.groups impersonatedUser impersonatedUser.username impersonatedUser.groups sourceIPs userAgent objectRef objectRef.resource objectRef.namespace objectRef.name objectRef.uid objectRef.apiGroup objectRef.apiVersion objectRef.resourceVersion objectRef.subresource responseStatus responseStatus.metadata responseStatus.status responseStatus.message responseStatus.reason responseStatus.code requestObject responseObject annotations requestReceivedTimestamp stageTimestamp';

/** The fields that can be counted by. */
export const namedFields: readonly Named[] = [
  ...received.split(' ').map((name): Named => ({ name, nodes: (e) => e.at(...name.split('.')) })),
  { name: 'actor', nodes: (e) => strings([e.actor]) },
  { name: 'cluster', nodes: (e) => strings([e.cluster]) },
  { name: 'sourceIP', nodes: (e) => strings([e.sourceIP]) },
  { name: 'client.name', nodes: (e) => strings([e.client[0]]) },
  { name: 'client.version', nodes: (e) => strings([e.client[1]]) },
  { name: 'rbac.binding', nodes: (e) => strings([e.rbac[0]]) },
  { name: 'rbac.role', nodes: (e) => strings([e.rbac[1]]) },
  { name: 'durationMs', nodes: (e) => (e.durationMicros === undefined ? [] : [{ t: 'number', s: (e.durationMicros / 1000).toFixed(3) }]) },
  ...['limit', 'watch', 'timeout', 'fieldManager', 'dryRun', 'fieldSelector', 'command'].map((name): Named => ({
    name: `uri.${name}`,
    nodes: (e) => strings(e.uri(name)),
  })),
  ...['authorization.k8s.io/decision', 'authorization.k8s.io/reason'].map((key): Named => ({
    name: `annotations."${key}"`,
    nodes: (e) => e.at('annotations', key),
  })),
];

const roots = [['requestObject'], ['responseObject'], ['annotations'], ['user', 'extra'], ['impersonatedUser', 'extra']];

/** A path that leads somewhere in some event. */
export function randomPath(events: readonly Document[], random: () => number): Named {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  for (let tries = 0; tries < 200; tries += 1) {
    const root = pick(roots);
    let node: Node | undefined = pick(events).at(...root)[0];
    const path: string[] = [];
    while (path.length < 8 && node !== undefined && (node.t === 'object' || node.t === 'array') && (path.length === 0 || random() > 0.1)) {
      if (node.t === 'array') node = node.items.length === 0 ? undefined : pick(node.items);
      else {
        const entry: readonly [string, Node] | undefined = node.entries.length === 0 ? undefined : pick(node.entries);
        if (entry !== undefined) path.push(entry[0]);
        node = entry?.[1];
      }
    }
    if (path.length === 0 || !path.every((key) => key !== '' && key.isWellFormed() && key.length < 300)) continue;
    const name = [...root, ...path.map((key) => (/^[A-Za-z_][\w-]*$/.test(key) && random() < 0.7 ? key : quote(key)))].join('.');
    return { name, nodes: (e) => e.at(...root, ...path) };
  }
  return namedFields[0];
}

/** A missing value or an object counts as '', scalars as written, of a list each distinct element once. */
export function valuesOf(field: Named, event: Document): string[] {
  const texts = spread([...field.nodes(event)]).map((node) => ('s' in node ? node.s : ''));
  return texts.length === 0 ? [''] : [...new Set(texts)];
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Combinations of values and how many events have them: by count downward, then by the values' bytes. */
export function topOf(events: readonly Document[], fields: readonly Named[]): { values: string[]; count: number }[] {
  const counts = new Map<string, number>();
  for (const event of events) {
    let combinations: string[][] = [[]];
    for (const field of fields) combinations = combinations.flatMap((before) => valuesOf(field, event).map((value) => [...before, value]));
    for (const values of combinations) counts.set(JSON.stringify(values), (counts.get(JSON.stringify(values)) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => ({ values: JSON.parse(key) as string[], count }))
    .sort((a, b) => b.count - a.count || a.values.reduce((order, value, k) => order || byBytes(value, b.values[k]), 0));
}

/** Milliseconds of a bucket's start, its events, and their values. */
export function histogramOf(
  events: readonly Document[],
  intervalMs: number,
  by: Named | null,
): { start: number; count: number; counts?: Record<string, number> }[] {
  const buckets = new Map<number, Document[]>();
  for (const event of events) {
    const start = Math.floor(event.micros('stageTimestamp')! / 1000 / intervalMs) * intervalMs;
    buckets.set(start, [...(buckets.get(start) ?? []), event]);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([start, all]) => ({
      start,
      count: all.length,
      ...(by === null ? {} : { counts: Object.fromEntries(topOf(all, [by]).map(({ values, count }) => [values[0], count])) }),
    }));
}
