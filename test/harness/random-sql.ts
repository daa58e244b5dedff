// Makes random statements of the positive list, well-typed as a rule, and breaks them: what the SQL after a pipe is tortured with.
import { sqlFunctions, type SqlFunction, type Take } from '../../src/search/sql/functions.ts';
import { createRandom } from '../oracle/random-queries.ts';

const names = {
  text: [
    'verb',
    'user.username',
    '`objectRef.name`',
    'sourceIP',
    'client.name',
    'requestURI',
    'resource',
    'cluster',
    '`rbac.role`',
    'impersonatedUser.username',
  ],
  json: [
    'requestObject.spec.replicas',
    'annotations.`authorization.k8s.io/decision`',
    '`user.extra."a b"`',
    'uri.limit',
    '`responseObject.metadata.name`',
    'requestObject',
  ],
  number: ['responseStatus.code', 'durationMs', '__TIMESTAMP__', 'code'],
  time: ['stageTimestamp', 'requestReceivedTimestamp'],
  list: ['user.groups', 'sourceIPs', '`impersonatedUser.groups`'],
};
const texts = ["''", "'a'", "'kube%'", "'it''s'", "'2026-11-23'", "'ü\\'", "'403'", "'\u0000\n\t'", "'😀'", "'{p0:String}'", "'); DROP TABLE audit.events --'"];
const numbers = ['0', '1', '3', '403', '0.5', '1e3', '-7', '9007199254740993', '1e308', '99999999999999999999'];
const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
const functions = sqlFunctions as readonly SqlFunction[];
const aggregates = functions.filter((fn) => fn.aggregate === true);

export interface RandomSql {
  readonly statement: () => string;
  readonly broken: () => string;
}

export function createSql(seed: number): RandomSql {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const chance = (share: number): boolean => random() < share;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + Math.floor(random() * most) }, make);

  const scalar = (fns: readonly SqlFunction[], depth: number): string => {
    const kind = pick(['text', 'number', 'time', 'boolean', 'json'] as const);
    return kind === 'json' ? pick(names.json) : value(kind, depth, fns);
  };

  // eslint-disable-next-line complexity -- its branches are the kinds of values
  const value = (kind: 'text' | 'number' | 'time' | 'boolean' | 'list', depth: number, fns: readonly SqlFunction[]): string => {
    const fitting = fns.filter((fn) => fn.gives === kind || (fn.gives === 'common' && kind !== 'list'));
    if (depth > 0 && fitting.length > 0 && chance(0.6)) return call(pick(fitting), kind, depth - 1, fns);
    if (depth > 0 && chance(0.15) && kind !== 'list') return caseOf(kind, depth - 1, fns);
    switch (kind) {
      case 'text':
        return chance(0.6) ? pick([...names.text, ...names.json]) : chance(0.2) ? `CAST(${scalar(fns, depth - 1)} AS text)` : pick(texts);
      case 'number':
        return chance(0.5)
          ? pick(names.number)
          : depth > 0 && chance(0.5)
            ? `(${value('number', depth - 1, fns)} ${pick(['+', '-', '*', '/', '%'])} ${value('number', depth - 1, fns)})`
            : chance(0.2)
              ? `CAST(${scalar(fns, depth - 1)} AS number)`
              : pick(numbers);
      case 'time':
        return chance(0.6)
          ? pick(names.time)
          : chance(0.4)
            ? `CAST(${pick([...names.number, ...numbers, ...names.json, ...texts.slice(4, 5)])} AS timestamp)`
            : `(${value('time', depth - 1, fns)} ${pick(['+', '-'])} INTERVAL ${pick([1, 7, 400])} ${pick(units)})`;
      case 'list':
        return pick(names.list);
      case 'boolean':
        return condition(depth, fns);
    }
  };

  const condition = (depth: number, fns: readonly SqlFunction[]): string => {
    const deeper = depth - 1;
    const kind = pick(['text', 'number', 'time'] as const);
    switch (depth <= 0 ? 3 + Math.floor(random() * 4) : Math.floor(random() * 7)) {
      case 0:
        return `(${condition(deeper, fns)} ${pick(['AND', 'OR'])} ${condition(deeper, fns)})`;
      case 1:
        return `NOT (${condition(deeper, fns)})`;
      case 2:
        return `${value(kind, deeper, fns)} BETWEEN ${value(kind, deeper, fns)} AND ${value(kind, deeper, fns)}`;
      case 3:
        return `${value('text', deeper, fns)} ${pick(['LIKE', 'NOT LIKE', 'ILIKE'])} ${pick(["'%a_b%'", "'kube%'", "'\\%'", "'x\\_'"])}`;
      case 4:
        return chance(0.5)
          ? `${value('text', deeper, fns)} IN (${some(3, () => pick(texts)).join(', ')})`
          : `${value('number', deeper, fns)} NOT IN (${some(3, () => pick(numbers)).join(', ')})`;
      case 5:
        return `${scalar(fns, deeper)} IS ${pick(['', 'NOT '])}NULL`;
      default:
        return `${value(kind, deeper, fns)} ${pick(['=', '!=', '<', '>=', '<>'])} ${value(kind, deeper, fns)}`;
    }
  };

  const caseOf = (kind: 'text' | 'number' | 'time' | 'boolean', depth: number, fns: readonly SqlFunction[]): string =>
    `CASE ${some(2, () => `WHEN ${condition(depth, fns)} THEN ${value(kind, depth, fns)}`).join(' ')}${chance(0.6) ? ` ELSE ${value(kind, depth, fns)}` : ''} END`;

  const call = (fn: SqlFunction, kind: 'text' | 'number' | 'time' | 'boolean' | 'list', depth: number, fns: readonly SqlFunction[]): string => {
    const inner = fn.aggregate === true ? plainFunctions : fns;
    const argument = (take: Take): string => {
      switch (take) {
        case 'common':
          return value(kind === 'list' ? 'text' : kind, depth, inner);
        case 'any':
          return scalar(inner, depth);
        case 'place':
          return pick(['1', '2', '-1', '300']);
        case 'whole':
          return pick(['1', '2', '-1', '0', '300']);
        case 'literal':
          return pick(["'/'", "':'", "'ab'"]);
        case 'unit':
          return `'${pick(units)}'`;
        case 'field':
          return pick([...names.text, ...names.json, ...names.list]);
        case 'interval':
          return `INTERVAL ${pick([1, 5, 15])} ${pick(units.slice(0, 4))}`;
        default:
          return value(take, depth, inner);
      }
    };
    const wanted = fn.takes.slice(0, fn.takes.length - (chance(0.3) ? (fn.optional ?? 0) : 0));
    const takes = fn.repeats === true && chance(0.3) ? [...wanted, wanted.at(-1)!] : wanted;
    const parameter = fn.name === 'quantile' ? `(${pick(['0.5', '0.99', '0', '1'])})` : '';
    return `${fn.name}${parameter}(${fn.name === 'count' && takes.length > 0 && chance(0.3) ? 'DISTINCT ' : ''}${takes.map(argument).join(', ')})`;
  };

  const plainFunctions = functions.filter((fn) => fn.aggregate !== true);

  // eslint-disable-next-line complexity -- its branches are the clauses
  const statement = (): string => {
    if (chance(0.1))
      return pick(['count', 'count by verb, user.groups', 'top 3 requestObject.spec.replicas', 'histogram 1h by level', 'top 5 uri.limit, sourceIPs']);
    const isGrouped = chance(0.5);
    const groups = isGrouped ? some(2, () => scalar(plainFunctions, 1)) : [];
    const items = isGrouped
      ? [...groups, ...some(2, () => call(pick(aggregates), pick(['text', 'number', 'time']), 1, plainFunctions))]
      : some(4, () => (chance(0.1) ? value('list', 1, plainFunctions) : scalar(plainFunctions, 2)));
    return [
      `SELECT ${chance(0.1) ? 'DISTINCT ' : ''}${items.map((item, k) => (chance(0.4) ? `${item} AS a${k}` : item)).join(', ')}`,
      chance(0.3) ? 'FROM events' : '',
      chance(0.4) ? `WHERE ${condition(2, plainFunctions)}` : '',
      isGrouped ? `GROUP BY ${groups.map((_, k) => k + 1).join(', ')}` : '',
      isGrouped && chance(0.3) ? `HAVING count() ${pick(['>', '<'])} ${pick(numbers)}` : '',
      chance(0.4) ? `ORDER BY 1${chance(0.5) ? ' DESC' : ''}${chance(0.2) ? ' NULLS LAST' : ''}` : '',
      chance(0.6) ? `LIMIT ${pick([0, 1, 10])}${chance(0.2) ? ' OFFSET 3' : ''}` : '',
    ]
      .filter((clause) => clause !== '')
      .join(' ');
  };

  const pieces = [
    '(',
    ')',
    "'",
    '`',
    '"',
    ',',
    ';',
    '--',
    '/*',
    '*/',
    'SELECT',
    'FROM',
    'system.parts',
    'UNION ALL',
    "file('/etc/passwd')",
    'SETTINGS readonly=0',
    'FORMAT JSON',
    '|',
    '\\',
    '\u0000',
    '\u202e',
    'ѕelect',
    '{p0:String}',
    '}',
    '9e999',
    'INTO OUTFILE',
    '(SELECT 1)',
    'events',
    '.',
    '..',
    '😀',
    '\ud800',
    'CASE',
    'END',
    '-',
  ];
  const broken = (): string => {
    let text = statement();
    for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1) {
      const at = Math.floor(random() * (text.length + 1));
      const length = chance(0.5) ? 0 : Math.floor(random() * 8);
      const insert = chance(0.7) ? pick(pieces) : text.slice(Math.floor(random() * text.length)).slice(0, 20);
      text = `${text.slice(0, at)}${chance(0.3) ? ' ' : ''}${insert}${text.slice(at + length)}`;
    }
    return text;
  };
  return { statement, broken };
}
