// The questions of the search benchmark: with which values each is asked, what a scan would answer, and how a user of compressed files would ask.
import { eventText } from './event-text.mjs';

const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const facetFields = ['verb', 'user.username', 'objectRef.namespace', 'objectRef.resource', 'responseStatus.code', 'userAgent', 'sourceIPs', 'level'];
const day = 86_400_000;
const iso = (ms) => new Date(ms).toISOString();
const quoted = (text) => JSON.stringify(text);
const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const url = (path, parameters) => `/api/v1/${path}?${new URLSearchParams(parameters)}`;

/** What a question looks at in one event, taken from its line once. */
export function factsOf(line) {
  const event = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
  const { resource = '', namespace = '', name = '' } = event.objectRef ?? {};
  return {
    event,
    time: event.stageTimestamp,
    verb: event.verb,
    user: event.user?.username ?? '',
    object: `${resource}\n${namespace}\n${name}`,
    code: event.responseStatus?.code,
    text: eventText(event),
  };
}

/** Numbers below requestObject, by path; lists are stepped through. */
function numbersOf(value, path, found) {
  if (Array.isArray(value)) for (const item of value) numbersOf(item, path, found);
  else if (value !== null && typeof value === 'object')
    for (const [key, child] of Object.entries(value))
      if (/^[A-Za-z_]\w*$/.test(key)) numbersOf(child, `${path}.${key}`, found);
      else continue;
  else if (typeof value === 'number') found.push([path, value]);
  return found;
}

/** Everything about the captured events that values are chosen from. `times` are those of grown events, evenly chosen; `ids` their auditIDs. */
export function createWorld(lines, { times, ids, from, to, events }) {
  const users = new Map();
  const objects = new Map();
  const numbers = new Map();
  const words = new Map();
  const phrases = new Map();
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  lines.forEach((line, k) => {
    const facts = factsOf(line);
    add(users, facts.user);
    if (writes.includes(facts.verb) && !facts.object.endsWith('\n')) add(objects, facts.object);
    for (const [path, value] of numbersOf(facts.event.requestObject ?? null, 'requestObject', [])) {
      const known = numbers.get(path) ?? { count: 0, values: [] };
      known.count += 1;
      known.values.push(value);
      numbers.set(path, known);
    }
    if (k % Math.max(1, Math.floor(lines.length / 2000)) === 0) collectWords(facts.text, words, phrases, add);
  });
  const sampled = lines.length / Math.max(1, Math.floor(lines.length / 2000));
  return { users, objects, numbers, words, phrases, sampled, captured: lines.length, times, ids, from, to, events };
}

function collectWords(text, words, phrases, add) {
  const strings = text.split('\n').map((string) => string.trim().split(' '));
  for (const word of new Set(strings.flat())) if (/^[a-z]{4,30}$/.test(word)) add(words, word);
  const own = new Set();
  for (const list of strings)
    for (let k = 0; k + 2 < list.length; k += 1) if (list.slice(k, k + 3).every((word) => /^[a-z]{3,20}$/.test(word))) own.add(list.slice(k, k + 3).join(' '));
  for (const phrase of own) add(phrases, phrase);
}

/** The `count` entries whose share of events is nearest to `share`, counted by ratio. */
function nearest(map, share, total, count) {
  const distance = (number) => Math.abs(Math.log(number / total / share));
  return [...map]
    .sort((a, b) => distance(a[1]) - distance(b[1]) || (a[0] < b[0] ? -1 : 1))
    .slice(0, count)
    .map(([key]) => key);
}

const range = ({ from, to }) => ({ from: iso(from), to: iso(to) });
const lastDay = ({ to }) => ({ from: iso(to - day), to: iso(to) });
const cycle = (list, count) => Array.from({ length: list.length === 0 ? 0 : count }, (_, k) => list[k % list.length]);
const isIn = ({ from, to }, { time }) => (from === undefined || time >= from) && (to === undefined || time < to);
/** With three more digits than ISO has here, so that strings compare as times. */
const exact = (time) => time.replace('Z', '000Z');

function pageQuestion(name, title, goalMs, { sets, q, matches, limit, order = 'desc', raw }) {
  return {
    name,
    title,
    goalMs,
    sets,
    raw,
    kind: 'page',
    limit,
    order,
    matches: (p, facts) => isIn({ from: p.from && exact(p.from), to: p.to && exact(p.to) }, facts) && matches(p, facts),
    ask: (p) => url('events', { q: q(p), limit, order, fold: 'false', ...(p.from ? { from: p.from } : {}), ...(p.to ? { to: p.to } : {}) }),
  };
}

function countQuestion(name, title, goalMs, { sets, q, matches, raw }) {
  return {
    name,
    title,
    goalMs,
    sets,
    raw,
    kind: 'count',
    matches: (p, facts) => matches(p, facts),
    ask: (p) => url('count', { q: q(p), from: p.from, to: p.to }),
  };
}

function tallyQuestion(name, title, goalMs, { sets, path, parameters, keys, matches = () => true, raw }) {
  return {
    name,
    title,
    goalMs,
    sets,
    raw,
    kind: 'tally',
    keys,
    path,
    matches: (p, facts) => isIn({ from: exact(p.from), to: exact(p.to) }, facts) && matches(p, facts),
    ask: (p) => url(path, { ...parameters(p), from: p.from, to: p.to }),
  };
}

const word = (p, { text }) => text.includes(` ${p.text} `);
const wordRaw = (p, { all }) => `zstd -dcq ${all} | rg -c -i -w -F ${shell(p.text)}`;
const windows = (world, count) =>
  cycle(world.times, count).map((ms) => ({ from: iso(Math.floor(ms / 60_000) * 60_000 + 60_000 - day), to: iso(Math.floor(ms / 60_000) * 60_000 + 60_000) }));
const shifted = (world, count) => Array.from({ length: count }, (_, k) => ({ from: iso(world.from + k * 60_000), to: iso(world.to) }));
const asText = (list, world) => list.map((text) => ({ text, ...range(world) }));
const frequent = (world, count) => asText(nearest(world.words, 0.01, world.sampled, count), world);

/** The parts of a facet's value as the contract has it: each distinct element of a list counts once. */
function valuesAt(event, field) {
  const value = field.split('.').reduce((at, key) => at?.[key], event);
  if (Array.isArray(value)) return [...new Set(value)];
  return [value === undefined || value === null ? '' : String(value)];
}

export const questions = [
  pageQuestion('newest', 'newest 50 of the last 15 minutes', 15, {
    sets: (world, count) => Array.from({ length: count }, (_, k) => ({ from: iso(world.to - 900_000 - k), to: iso(world.to) })),
    q: () => '',
    matches: () => true,
    limit: 50,
    raw: (_, { last }) => `zstd -dcq ${last} | tail -n 50`,
  }),
  pageQuestion('newest-past', 'newest 50 of 15 minutes anywhere', 15, {
    sets: (world, count) => cycle(world.times, count).map((ms) => ({ from: iso(ms - 900_000), to: iso(ms) })),
    q: () => '',
    matches: () => true,
    limit: 50,
    raw: () => null,
  }),
  pageQuestion('user', "a user's newest 100 in 24 h", 40, {
    sets: (world, count) => cycle(nearest(world.users, 1 / 400, world.captured, count), count).map((user) => ({ user, ...lastDay(world) })),
    q: (p) => `user.username:${quoted(p.user)}`,
    matches: (p, { user }) => user === p.user,
    limit: 100,
    raw: (p, { all }) => `zstd -dcq ${all} | rg -F ${shell(`"username":${quoted(p.user)}`)} | tail -n 100`,
  }),
  pageQuestion('object', 'timeline of an object: its writes, 500 at most', 40, {
    sets: (world, count) => nearest(world.objects, 200 / world.events, world.captured, count).map((object) => ({ object, ...range(world) })),
    q: (p) => {
      const [resource, namespace, name] = p.object.split('\n');
      const place = namespace === '' ? 'NOT objectRef.namespace:*' : `objectRef.namespace:${quoted(namespace)}`;
      return `objectRef.resource:${quoted(resource)} AND ${place} AND objectRef.name:${quoted(name)} AND verb:(${writes.join(' OR ')})`;
    },
    matches: (p, { object, verb }) => object === p.object && writes.includes(verb),
    limit: 500,
    order: 'asc',
    raw: (p, { all }) =>
      `zstd -dcq ${all} | rg -F ${shell(`"name":${quoted(p.object.split('\n')[2])}`)} | jq -c ${shell(`select(.objectRef.name==${quoted(p.object.split('\n')[2])})`)}`,
  }),
  pageQuestion('audit-id', 'an auditID without a range', 12, {
    sets: (world, count) => cycle(world.ids, count).map((id) => ({ id })),
    q: (p) => `auditID:${quoted(p.id)}`,
    matches: (p, { event }) => event.auditID === p.id,
    limit: 50,
    raw: (p, { all }) => `zstd -dcq ${all} | rg -F ${shell(p.id)}`,
  }),
  pageQuestion('rare-word', 'a rare word, newest 50', 20, {
    sets: (world, count) => asText(nearest(world.words, 1e-6, world.sampled, count), world),
    q: (p) => p.text,
    matches: word,
    limit: 50,
    raw: wordRaw,
  }),
  pageQuestion('absent-word', 'an absent word', 10, {
    sets: (world, count) =>
      asText(
        Array.from({ length: count }, (_, k) => (k % 2 === 0 ? `zq${k}unseenword${k}w` : `unseenword${'abcdefghijklmnopqrstuvwxyz'[k]}`)),
        world,
      ),
    q: (p) => p.text,
    matches: word,
    limit: 50,
    raw: wordRaw,
  }),
  countQuestion('phrase', 'count of a three-word phrase', 120, {
    sets: (world, count) => asText(nearest(world.phrases, 0.005, world.sampled, count), world),
    q: (p) => quoted(p.text),
    matches: word,
    raw: (p, { all }) => `zstd -dcq ${all} | rg -c -i ${shell(`\\b${p.text.replaceAll(' ', '[^a-z0-9_"]+')}\\b`)}`,
  }),
  countQuestion('word-count', 'count of a frequent word', 15, { sets: frequent, q: (p) => p.text, matches: word, raw: wordRaw }),
  pageQuestion('word-newest', 'newest 50 of a frequent word', 25, { sets: frequent, q: (p) => p.text, matches: word, limit: 50, raw: wordRaw }),
  tallyQuestion('histogram', 'histogram of 24 h: minute by verb', 30, {
    sets: windows,
    path: 'histogram',
    parameters: () => ({ interval: '60s', by: 'verb' }),
    keys: ({ time, verb }) => [`${time.slice(0, 16)} ${verb}`],
    raw: (p, { all }) => `zstd -dcq ${all} | jq -r ${shell(`select(.stageTimestamp>=${quoted(p.from)})|.stageTimestamp[0:16]+" "+.verb`)} | sort | uniq -c`,
  }),
  tallyQuestion('top', 'top 20 users of everything', 10, {
    sets: shifted,
    path: 'top',
    parameters: () => ({ by: 'user.username', limit: '20' }),
    keys: ({ user }) => [user],
    raw: (_, { all }) => `zstd -dcq ${all} | rg -oN '"user":\\{"username":"[^"]*"' | sort | uniq -c | sort -rn | head -20`,
  }),
  tallyQuestion('facets', 'eight facets of 24 h', 60, {
    sets: windows,
    path: 'facets',
    parameters: () => ({ fields: facetFields.join(','), limit: '10' }),
    keys: ({ event }) => facetFields.flatMap((field) => valuesAt(event, field).map((value) => `${field} ${value}`)),
    raw: () => null,
  }),
  pageQuestion('number', 'a number in a body path, newest 50', 80, {
    sets: (world, count) => {
      const paths = [...world.numbers].sort((a, b) => b[1].count - a[1].count).slice(0, count);
      return cycle(paths, count).map(([path, { values }]) => ({ path, least: values.sort((a, b) => a - b)[Math.floor(values.length * 0.9)], ...range(world) }));
    },
    q: (p) => `${p.path}:>=${p.least}`,
    matches: (p, { event }) =>
      event.requestObject !== undefined && numbersOf(event.requestObject, 'requestObject', []).some(([path, value]) => path === p.path && value >= p.least),
    limit: 50,
    raw: (p, { all }) =>
      `zstd -dcq ${all} | rg -F ${shell(`"${p.path.split('.').at(-1)}":`)} | jq -c ${shell(`select((.requestObject|getpath(${JSON.stringify(p.path.split('.').slice(1))})?) >= ${p.least})`)} | tail -n 50`,
  }),
  tallyQuestion('forbidden', '403s by user', 10, {
    sets: shifted,
    path: 'top',
    parameters: () => ({ q: 'responseStatus.code:403', by: 'user.username', limit: '1000' }),
    matches: (_, { code }) => code === 403,
    keys: ({ user }) => [user],
    raw: (_, { all }) => `zstd -dcq ${all} | rg -F '"code":403' | jq -r 'select(.responseStatus.code==403)|.user.username' | sort | uniq -c`,
  }),
];
