// Additions below keys that may not be there yet, and their undoing: what was begun for them goes with them.
import { isMap, isSeq, type YAMLMap } from 'yaml';
import type { Container } from './change.ts';
import { appendItem, appendPair, emptyPair, fillPair, hasNothing, removePair, splice, type Plain, type Splice } from './edit-yaml.ts';
import { mapUnder, pairOf, readYaml, seqUnder, type YamlText } from './yaml-text.ts';

/** Adds an item to the list at `path` below `owner` (`key` null), or a pair to the mapping there. `containers` says how each part of the path was before. */
export function putUnder(
  yaml: YamlText,
  owner: YAMLMap,
  path: readonly string[],
  key: string | null,
  value: Plain,
): { containers: readonly Container[]; splice: Splice } {
  const [head, ...rest] = path;
  const pair = pairOf(owner, head);
  const content = nested(rest, key, value);
  // Looks also for what cannot be edited: an alias, a merge key.
  const inner = key === null && rest.length === 0 ? seqUnder(yaml, owner, head) : mapUnder(yaml, owner, head);
  if (pair === undefined) return { containers: path.map(() => ({ kind: 'absent' })), splice: appendPair(yaml, owner, head, content) };
  if (hasNothing(pair.value)) {
    const filled = fillPair(yaml, owner, head, content);
    return { containers: [{ kind: 'empty', was: filled.was }, ...rest.map(() => ({ kind: 'absent' }) as const)], splice: filled.splice };
  }
  if (rest.length > 0) {
    const deeper = putUnder(yaml, inner as YAMLMap, rest, key, value);
    return { containers: [{ kind: 'there' }, ...deeper.containers], splice: deeper.splice };
  }
  return { containers: [{ kind: 'there' }], splice: isSeq(inner) ? appendItem(yaml, inner, value) : appendPair(yaml, inner!, key!, value) };
}

function nested(path: readonly string[], key: string | null, value: Plain): Plain {
  const innermost: Plain = key === null ? [value] : { [key]: value };
  return path.reduceRight((inner: Plain, name) => ({ [name]: inner }), innermost);
}

/** Takes away, from the inside out, what was begun and has nothing in it any more. `ownerOf` finds the owner in a text read anew. */
export function clearUnder(
  name: string,
  text: string,
  ownerOf: (yaml: YamlText) => YAMLMap | undefined,
  path: readonly string[],
  containers: readonly Container[],
): string {
  let now = text;
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const before = containers[depth];
    if (before.kind === 'there') return now;
    const yaml = readYaml(name, now);
    const owner = path.slice(0, depth).reduce<YAMLMap | undefined>((map, key) => (map === undefined ? undefined : mapUnder(yaml, map, key)), ownerOf(yaml));
    const pair = owner === undefined ? undefined : pairOf(owner, path[depth]);
    if (owner === undefined || pair === undefined || !hasNothing(pair.value)) return now;
    const edit = before.kind === 'absent' ? removePair(yaml, owner, path[depth]) : emptyPair(yaml, owner, path[depth], before.was);
    if (edit === null) return now;
    now = splice(now, edit);
  }
  return now;
}

/** The item of a list below `owner` whose `name` is this; -1 where there is none. */
export function indexNamed(yaml: YamlText, owner: YAMLMap, key: string, name: string): number {
  return seqUnder(yaml, owner, key)?.items.findLastIndex((item) => isMap(item) && item.get('name') === name) ?? -1;
}
