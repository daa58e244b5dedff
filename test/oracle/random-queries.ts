// Random queries: a tree is made from what the events hold, printed by a printer of its own, and decided by walking the tree.
import { compareExactly, spread, v4, wordsOf, type Document, type Node } from './document.ts';

export interface RandomQuery {
  readonly q: string;
  readonly is: (event: Document) => boolean;
}

/** mulberry32: the same queries for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const textFields = [
  'level',
  'auditID',
  'stage',
  'requestURI',
  'verb',
  'user.username',
  'user.uid',
  'userAgent',
  'objectRef.resource',
  'objectRef.namespace',
  'objectRef.name',
  'objectRef.apiGroup',
  'objectRef.apiVersion',
  'objectRef.subresource',
  'objectRef.uid',
  'objectRef.resourceVersion',
  'responseStatus.status',
  'responseStatus.message',
  'responseStatus.reason',
  'user.groups',
  'impersonatedUser.username',
  'impersonatedUser.groups',
];
const derived: Record<string, (event: Document) => string[]> = {
  actor: (e) => [e.actor],
  'client.name': (e) => [e.client[0]],
  'client.version': (e) => [e.client[1]],
  'rbac.binding': (e) => [e.rbac[0]],
  'rbac.role': (e) => [e.rbac[1]],
  'uri.limit': (e) => e.uri('limit'),
  'uri.fieldManager': (e) => e.uri('fieldManager'),
};

export function createQueries(events: readonly Document[], seed: number): () => RandomQuery {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const event = (): Document => pick(events);

  const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const plain = (text: string): string => text.replace(/[^\p{L}\p{N}_./@-]/gu, '\\$&').replace(/^-/, '\\-');

  const textTerm = (): RandomQuery => {
    const name = pick(textFields);
    const path = name.split('.');
    const value = pick([...event().strings(...path), 'nothing-like-this']);
    return stringTerm(
      name,
      value,
      (e) => e.strings(...path),
      (e) => e.has(...path),
    );
  };

  const stringTerm = (name: string, value: string, values: (e: Document) => string[], has: (e: Document) => boolean): RandomQuery => {
    const kind = random();
    if (kind < 0.1 || value === '' || !value.isWellFormed()) return { q: `${name}:*`, is: has };
    if (kind < 0.15) return { q: `${name}:""`, is: (e) => !has(e) };
    const characters = [...value];
    const from = Math.floor(random() * characters.length);
    if (kind < 0.3) {
      const start = characters.slice(0, from + 1).join('');
      return { q: `${name}:${plain(start)}*`, is: (e) => values(e).some((s) => s.startsWith(start)) };
    }
    if (kind < 0.4) {
      const part = characters.slice(from, from + 6).join('');
      return { q: `${name}:*${plain(part)}*`, is: (e) => values(e).some((s) => s.includes(part)) };
    }
    if (kind < 0.45) {
      const [head, tail] = [characters.slice(0, from).join(''), characters.slice(from + 1).join('')];
      return {
        q: `${name}:${plain(head)}?${head === '' ? plain(tail) : tail.replace(/[^\p{L}\p{N}_./@-]/gu, '\\$&')}`,
        is: (e) => values(e).some((s) => [...s].length === characters.length && s.startsWith(head) && [...s].slice(from + 1).join('') === tail),
      };
    }
    return { q: `${name}:${quote(value)}`, is: (e) => values(e).includes(value) };
  };

  const derivedTerm = (): RandomQuery => {
    const name = pick(Object.keys(derived));
    const values = (e: Document): string[] => derived[name](e).filter((s) => s !== '');
    const value = pick([...values(event()), 'x']);
    return stringTerm(name, value, values, (e) => values(e).length > 0);
  };

  /** A random path into one of the parts whose keys are free, to a scalar. */
  const pathTerm = (): RandomQuery => {
    const root = pick([['requestObject'], ['responseObject'], ['annotations'], ['user', 'extra']]);
    const holder = Array.from({ length: 20 }, event).find((e) => e.at(...root)[0]?.t === 'object');
    if (holder === undefined) return textTerm();
    const path: string[] = [];
    let node: Node | undefined = holder.at(...root)[0];
    while (node !== undefined && (node.t === 'object' || node.t === 'array') && path.length < 30) {
      if (node.t === 'array') node = node.items.length === 0 ? undefined : pick(node.items);
      else if (node.entries.length === 0) node = undefined;
      else {
        const [key] = pick(node.entries);
        const child: Node = node.entries.filter(([other]) => other === key).at(-1)![1];
        path.push(key);
        node = child;
      }
    }
    if (path.length === 0 || path.some((key) => !key.isWellFormed())) return textTerm();
    const full = [...root, ...path];
    const name = [...root, ...path.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) && random() < 0.7 ? key : quote(key)))].join('.');
    if (node === undefined || node.t === 'null' || node.t === 'object' || node.t === 'array' || random() < 0.15)
      return { q: `${name}:*`, is: (e) => e.has(...full) };
    if (node.t === 'number') return numberTerm(name, node.s, (e) => spread(e.at(...full)));
    const value = node.s;
    if (node.t === 'boolean')
      return { q: `${name}:${value}`, is: (e) => spread(e.at(...full)).some((n) => (n.t === 'boolean' || n.t === 'string') && n.s === value) };
    if (value.length > 2000) return { q: `${name}:*`, is: (e) => e.has(...full) };
    const matchesToo = (e: Document): boolean =>
      spread(e.at(...full)).some((n) => (n.t === 'boolean' && n.s === value) || (n.t === 'number' && compareExactly(n.s, value) === 0));
    const term = stringTerm(
      name,
      value,
      (e) => e.strings(...full),
      (e) => e.has(...full),
    );
    return term.q === `${name}:${quote(value)}` ? { q: term.q, is: (e) => term.is(e) || matchesToo(e) } : term;
  };

  const numberTerm = (name: string, value: string, nodes: (e: Document) => Node[]): RandomQuery => {
    const compare = (e: Document, accept: (sign: number) => boolean): boolean =>
      nodes(e).some((n) => n.t === 'number' && accept(compareExactly(n.s, value) ?? Number.NaN));
    if (compareExactly(value, value) === undefined) return textTerm();
    const kind = random();
    if (kind < 0.4) return { q: `${name}:${quote(value)}`, is: (e) => compare(e, (s) => s === 0) || nodes(e).some((n) => n.t === 'string' && n.s === value) };
    if (kind < 0.6) return { q: `${name}:>${value}`, is: (e) => compare(e, (s) => s > 0) };
    if (kind < 0.8) return { q: `${name}:<=${value}`, is: (e) => compare(e, (s) => s <= 0) };
    return { q: `${name}:[${value} TO *]`, is: (e) => compare(e, (s) => s >= 0) };
  };

  const codeTerm = (): RandomQuery =>
    numberTerm('responseStatus.code', String(event().number('responseStatus', 'code') ?? 200), (e) =>
      e.at('responseStatus', 'code').filter((n) => n.t === 'number'),
    );

  const durationTerm = (): RandomQuery => {
    const micros = event().durationMicros ?? 1000;
    const sign = pick(['>', '>=', '<', '<=']);
    const accept = (own: number): boolean => (sign === '>' ? own > micros : sign === '>=' ? own >= micros : sign === '<' ? own < micros : own <= micros);
    return { q: `durationMs:${sign}${(micros / 1000).toFixed(3)}`, is: (e) => e.durationMicros !== undefined && accept(e.durationMicros) };
  };

  const timeTerm = (): RandomQuery => {
    const name = pick(['stageTimestamp', 'requestReceivedTimestamp']);
    const other = event();
    const micros = other.micros(name);
    if (micros === undefined) return codeTerm();
    const isAfter = random() < 0.5;
    return {
      q: `${name}:${isAfter ? '>=' : '<'}${quote(other.string(name)!)}`,
      is: (e) => e.micros(name) !== undefined && (isAfter ? e.micros(name)! >= micros : e.micros(name)! < micros),
    };
  };

  const addressTerm = (): RandomQuery => {
    const name = pick(['sourceIPs', 'sourceIP']);
    const values = (e: Document): string[] => (name === 'sourceIPs' ? e.strings('sourceIPs') : e.sourceIP === undefined ? [] : [e.sourceIP]);
    const value = pick([...values(event()), '10.0.0.1']);
    const own = v4(value);
    if (own === undefined) return { q: `${name}:*`, is: (e) => values(e).some((s) => s !== '') };
    if (random() < 0.5) return { q: `${name}:${value}`, is: (e) => values(e).some((s) => s === value || v4(s) === own) };
    const bits = pick([8, 12, 16, 24, 31]);
    const size = 2 ** (32 - bits);
    return { q: `${name}:${value}/${bits}`, is: (e) => values(e).some((s) => v4(s) !== undefined && Math.floor(v4(s)! / size) === Math.floor(own / size)) };
  };

  const wordTerm = (): RandomQuery => {
    const scope = pick(['event', 'event', 'requestObject', 'responseObject'] as const);
    const field = scope === 'event' ? '' : `${scope}:`;
    const source = Array.from({ length: 20 }, event).find((e) => e.texts(scope).length > 0);
    if (source === undefined) return textTerm();
    const text = pick(source.texts(scope));
    const words = wordsOf(text).filter((word) => /[\p{L}\p{N}]/u.test(word));
    if (words.length === 0) return textTerm();
    const kind = random();
    const word = pick(words);
    if (kind < 0.2) {
      const start = [...word].slice(0, 1 + Math.floor(random() * 5)).join('');
      if (!/[\p{L}\p{N}]/u.test(start) || wordsOf(start)[0] !== start) return textTerm();
      return { q: `${field}${start}*`, is: (e) => e.hasPhrase(start, scope, true) };
    }
    if (kind < 0.4) {
      const from = Math.floor(random() * text.length);
      const part = text.slice(from, from + 2 + Math.floor(random() * 8));
      if (!/[\p{L}\p{N}]/u.test(part) || !part.isWellFormed()) return textTerm();
      return { q: `${field}*${part.replace(/[^\p{L}\p{N}]/gu, '\\$&')}*`, is: (e) => e.hasPart(part, scope) };
    }
    const all = wordsOf(text);
    const from = Math.floor(random() * all.length);
    const phrase = all.slice(from, from + 1 + Math.floor(random() * 3)).join(' ');
    if (!/[\p{L}\p{N}]/u.test(phrase)) return textTerm();
    return { q: `${field}${quote(phrase)}`, is: (e) => e.hasPhrase(phrase, scope) };
  };

  const term = (): RandomQuery =>
    pick([textTerm, textTerm, textTerm, derivedTerm, pathTerm, pathTerm, pathTerm, codeTerm, durationTerm, timeTerm, addressTerm, wordTerm, wordTerm])();

  const tree = (depth: number): RandomQuery => {
    const kind = depth <= 0 ? 1 : random();
    if (kind < 0.25) {
      const items = Array.from({ length: 2 + Math.floor(random() * 2) }, () => tree(depth - 1));
      return { q: items.map(({ q }) => `(${q})`).join(random() < 0.5 ? ' AND ' : ' '), is: (e) => items.every(({ is }) => is(e)) };
    }
    if (kind < 0.45) {
      const items = Array.from({ length: 2 + Math.floor(random() * 2) }, () => tree(depth - 1));
      return { q: items.map(({ q }) => `(${q})`).join(' OR '), is: (e) => items.some(({ is }) => is(e)) };
    }
    if (kind < 0.6) {
      const item = tree(depth - 1);
      return { q: random() < 0.5 ? `NOT (${item.q})` : `-(${item.q})`, is: (e) => !item.is(e) };
    }
    return term();
  };
  return () => tree(2);
}
