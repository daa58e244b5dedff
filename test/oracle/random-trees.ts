// Makes random query trees whose values come from the events at hand, so that many of them match something.
import { isIP } from 'node:net';
import { spread, wordsOf, type Document, type Node } from './document.ts';
import { micros, quote, type Bound, type Field, type Test, type Tree } from './query-trees.ts';
import { createRandom } from './random-queries.ts';

const textNames =
  'level auditID stage requestURI verb user.username user.uid user.groups impersonatedUser.username impersonatedUser.uid impersonatedUser.groups userAgent objectRef.resource objectRef.namespace objectRef.name objectRef.uid objectRef.apiGroup objectRef.apiVersion objectRef.resourceVersion objectRef.subresource responseStatus.status responseStatus.reason responseStatus.message'.split(
    ' ',
  );
const strings = (values: readonly string[]): Node[] => values.filter((value) => value !== '').map((s) => ({ t: 'string', s }));
const derivedFields: readonly Field[] = [
  { name: 'actor', kind: 'text', nodes: (e) => strings([e.actor]) },
  { name: 'cluster', kind: 'text', nodes: (e) => strings([e.cluster]) },
  { name: 'client.name', kind: 'text', nodes: (e) => strings([e.client[0]]) },
  { name: 'client.version', kind: 'text', nodes: (e) => strings([e.client[1]]) },
  { name: 'rbac.binding', kind: 'text', nodes: (e) => strings([e.rbac[0]]) },
  { name: 'rbac.role', kind: 'text', nodes: (e) => strings([e.rbac[1]]) },
  ...['limit', 'watch', 'timeout', 'fieldManager', 'dryRun', 'fieldSelector', 'labelSelector', 'command'].map((name): Field => ({
    name: `uri.${name}`,
    kind: 'path',
    nodes: (e) => strings(e.uri(name)),
  })),
];
const fieldAt = (name: string, kind: Field['kind']): Field => ({ name, kind, nodes: (e) => e.at(...name.split('.')) });
const numberFields: readonly Field[] = [
  fieldAt('responseStatus.code', 'number'),
  { name: 'durationMs', kind: 'number', nodes: (e) => (e.durationMicros === undefined ? [] : [{ t: 'number', s: (e.durationMicros / 1000).toFixed(3) }]) },
];
const timeFields = ['stageTimestamp', 'requestReceivedTimestamp'].map((name) => fieldAt(name, 'time'));
const addressFields: readonly Field[] = [fieldAt('sourceIPs', 'address'), { name: 'sourceIP', kind: 'address', nodes: (e) => strings([e.sourceIP ?? '']) }];
const wordFields = ['', '', 'requestObject', 'responseObject'].map((name): Field => ({ name, kind: 'words', nodes: (e) => (name === '' ? [] : e.at(name)) }));
const openRoots = [
  ['requestObject'],
  ['responseObject'],
  ['requestObject'],
  ['responseObject'],
  ['annotations'],
  ['user', 'extra'],
  ['impersonatedUser', 'extra'],
];

/** A tree after the other, the same ones for the same seed. */
export function createTrees(events: readonly Document[], seed: number): () => Tree {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const chance = (share: number): boolean => random() < share;

  /** A value of the field in some event. */
  const valueOf = (field: Field, accepts: (node: Node) => boolean): string | undefined => {
    for (let tries = 0; tries < 30; tries += 1) {
      const nodes = spread([...field.nodes(pick(events))]).filter(accepts);
      const node = nodes.length === 0 ? undefined : pick(nodes);
      if (node !== undefined && 's' in node && node.s.length < 1500 && node.s.isWellFormed()) return node.s;
    }
    return undefined;
  };
  const presence = (): Test => ({ t: chance(0.7) ? 'present' : 'absent' });
  const isText = (node: Node): boolean => node.t === 'string';

  const textTest = (field: Field): Test => {
    const value = valueOf(field, isText);
    if (value === undefined || value === '' || chance(0.12)) return presence();
    if (chance(0.6)) return { t: 'equals', value: chance(0.07) ? value.toUpperCase() : value, isQuoted: chance(0.5) };
    const parts: ({ s: string } | '*' | '?')[] = [];
    const characters = [...value];
    for (let from = 0; from < characters.length;) {
      const length = 1 + Math.floor(random() * 8);
      const piece = characters.slice(from, from + length).join('');
      if (chance(0.25)) parts.push('*');
      else if (chance(0.15)) parts.push(...characters.slice(from, from + length).map((): '?' => '?'));
      else parts.push({ s: piece });
      from += length;
    }
    // A star alone means presence, which is another test.
    return parts.every((part) => part === '*') ? presence() : { t: 'pattern', parts };
  };

  const bounds = (low: string, high: string, compare: number): Test => {
    const kind = random();
    const bound = (value: string): Bound => ({ value, isIncluded: chance(0.5) });
    if (kind < 0.3) return { t: 'range', low: bound(low), high: null, isShort: chance(0.7) };
    if (kind < 0.6) return { t: 'range', low: null, high: bound(high), isShort: chance(0.7) };
    const [first, second] = compare <= 0 ? [low, high] : [high, low];
    return { t: 'range', low: bound(first), high: bound(second), isShort: false };
  };
  const isPlain = (node: Node): boolean => node.t === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(node.s);
  const spellNumber = (value: string): string => (chance(0.2) && !value.includes('.') ? `${value}.${'0'.repeat(1 + Math.floor(random() * 3))}` : value);
  const numberTest = (field: Field): Test => {
    const [a, b] = [valueOf(field, isPlain), valueOf(field, isPlain)];
    if (a === undefined || b === undefined || chance(0.08)) return presence();
    if (chance(0.35)) return { t: 'equals', value: spellNumber(a), isQuoted: chance(0.2) };
    return bounds(spellNumber(a), spellNumber(b), Number(a) - Number(b));
  };

  /** The same moment in another offset, with more digits, or as its day. */
  const spellTime = (text: string): string => {
    const kind = random();
    if (kind < 0.5) return text;
    if (kind < 0.6) return text.slice(0, 10);
    if (kind < 0.8) return text.replace('Z', '789Z');
    const hours = Math.floor(random() * 12);
    return `${new Date(Date.parse(text) + hours * 3_600_000).toISOString().slice(0, 19)}${text.slice(19, -1)}+${String(hours).padStart(2, '0')}:00`;
  };
  const timeTest = (field: Field): Test => {
    const isTime = (node: Node): boolean => node.t === 'string' && micros(node.s) !== undefined;
    const [a, b] = [valueOf(field, isTime), valueOf(field, isTime)];
    if (a === undefined || b === undefined || chance(0.05)) return presence();
    const [low, high] = [spellTime(a), spellTime(b)];
    return chance(0.1) ? { t: 'equals', value: low, isQuoted: true } : bounds(low, high, micros(low)! - micros(high)!);
  };

  const addressTest = (field: Field): Test => {
    const value = valueOf(field, isText);
    if (value === undefined || isIP(value) === 0 || chance(0.1)) return presence();
    if (chance(0.35)) return { t: 'equals', value: isIP(value) === 4 && chance(0.3) ? `::ffff:${value}` : value, isQuoted: isIP(value) === 6 || chance(0.6) };
    if (chance(0.3) && isIP(value) === 4) return { t: 'pattern', parts: [{ s: value.slice(0, 1 + Math.floor(random() * value.length)) }, '*'] };
    return isIP(value) === 4 ? { t: 'subnet', address: value, bits: 8 + Math.floor(random() * 25) } : presence();
  };

  const wordTest = (field: Field): Test => {
    for (let tries = 0; tries < 30; tries += 1) {
      const texts = pick(events).texts(field.name === '' ? 'event' : (field.name as 'requestObject'));
      const text = texts.length === 0 ? '' : pick(texts).slice(0, 4000);
      const words = wordsOf(text);
      if (words.length === 0 || !text.isWellFormed()) continue;
      const from = Math.floor(random() * words.length);
      const phrase = words.slice(from, from + 1 + Math.floor(random() * 3)).join(chance(0.8) ? ' ' : '-');
      const start = [...words[from]].slice(0, 1 + Math.floor(random() * 6)).join('');
      const at = Math.floor(random() * text.length);
      const part = text.slice(at, at + 1 + Math.floor(random() * 9));
      const kind = random();
      const test: Test =
        kind < 0.6
          ? { t: 'phrase', value: chance(0.3) ? phrase.toUpperCase() : phrase, isQuoted: !/^[\w.-]+$/.test(phrase) || chance(0.5) }
          : kind < 0.8
            ? { t: 'prefix', value: start, isQuoted: false }
            : { t: 'part', value: part, isQuoted: false };
      const isFair = /[\p{L}\p{N}]/u.test(test.value) && test.value.isWellFormed() && !/^(and|or|not|to)$/i.test(test.value) && !/^-|\s$/.test(test.value);
      // Words must survive upper and lower case, or the question is what case means in Unicode.
      if (
        isFair &&
        (test.t === 'part' || test.value.toUpperCase().toLowerCase() === test.value.toLowerCase()) &&
        (test.t !== 'prefix' || /^[\p{L}\p{N}_]+$/u.test(start))
      )
        return test;
    }
    return { t: 'phrase', value: 'nothing', isQuoted: false };
  };

  /** A path that leads somewhere in some event. */
  const pathField = (): Field => {
    for (let tries = 0; tries < 40; tries += 1) {
      const root = pick(openRoots);
      let node: Node | undefined = pick(events).at(...root)[0];
      const path: string[] = [];
      while (path.length < 12 && node !== undefined && (node.t === 'object' || node.t === 'array')) {
        if (path.length > 0 && chance(0.08)) break;
        if (node.t === 'array') node = node.items.length === 0 ? undefined : pick(node.items);
        else {
          const entry: readonly [string, Node] | undefined = node.entries.length === 0 ? undefined : pick(node.entries);
          if (entry !== undefined) path.push(entry[0]);
          node = entry?.[1];
        }
      }
      if (path.length === 0 || !path.every((key) => key.isWellFormed() && key.length < 300)) continue;
      const name = [...root, ...path.map((key) => (/^[A-Za-z_][\w-]*$/.test(key) && chance(0.8) ? key : quote(key)))].join('.');
      return { name, kind: 'path', nodes: (e) => e.at(...root, ...path) };
    }
    return fieldAt('objectRef', 'path');
  };
  const pathTest = (field: Field): Test => {
    const value = valueOf(field, (node) => node.t !== 'null');
    if (field.name === 'objectRef' || value === undefined || value === '') return presence();
    if (valueOf(field, isPlain) !== undefined && chance(0.8)) return numberTest(field);
    return valueOf(field, isText) === undefined ? { t: 'equals', value, isQuoted: chance(0.3) } : textTest(field);
  };

  const testOf = (field: Field): Test =>
    ({ text: textTest, number: numberTest, time: timeTest, address: addressTest, words: wordTest, path: pathTest })[field.kind](field);
  const anyField = (): Field => {
    const kind = random();
    if (kind < 0.28) return fieldAt(pick(textNames), 'text');
    if (kind < 0.58) return pathField();
    if (kind < 0.75) return pick(wordFields);
    return kind < 0.83 ? pick(derivedFields) : kind < 0.9 ? pick(numberFields) : kind < 0.95 ? pick(timeFields) : pick(addressFields);
  };
  const leaf = (field: Field): Tree => ({ t: 'test', field, test: testOf(field) });
  const branch = (depth: number, next: (depth: number) => Tree): Tree => {
    const kind = random();
    const some = (): Tree[] => Array.from({ length: 2 + Math.floor(random() * 2) }, () => next(depth - 1));
    if (depth <= 0 || kind < 0.35) return next(0);
    if (kind < 0.6) return { t: 'and', items: some(), isSpelled: chance(0.5) };
    return kind < 0.8 ? { t: 'or', items: some(), isSpelled: true } : { t: 'not', item: next(depth - 1), isDash: chance(0.4) };
  };
  const one = (depth: number): Tree => {
    if (depth > 0) return branch(depth, one);
    const field = anyField();
    if (field.name === '' || chance(0.85)) return leaf(field);
    const inGroup = (inner: number): Tree => (inner > 0 ? branch(inner, inGroup) : leaf(field));
    return { t: 'group', field, tree: branch(2, inGroup) };
  };
  return () => one(3);
}
