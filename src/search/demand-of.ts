// From a query to what it demands of a request, so that a policy can be asked whether it records such requests at all.
import {
  bothDemands,
  complementOf,
  eitherDemand,
  openDemand,
  someText,
  textsOf,
  type Attribute,
  type Demand,
  type EventPart,
  type TextSet,
} from '../audit/demand.ts';
import { actorOf } from '../audit/derive.ts';
import type { Query, Term, Test, TextTerm, WildcardPart } from './ast.ts';
import { matchesWildcard, scalarTest } from './match-test.ts';

/** Never less than what can match; null where nothing can, whatever is stored (`verb:get AND verb:list`). */
export function demandOf(query: Query): Demand | null {
  switch (query.type) {
    case 'all':
      return openDemand;
    case 'and':
      return all(query.items.map(demandOf));
    case 'or':
      return any(query.items.map(demandOf));
    case 'not':
      return demandOfNot(query.item);
    case 'text':
      return demandOfText(query);
    case 'term':
      return demandOfTerm(query);
  }
}

function demandOfNot(query: Query): Demand | null {
  switch (query.type) {
    case 'all':
      return null;
    case 'and':
      return any(query.items.map(demandOfNot));
    case 'or':
      return all(query.items.map(demandOfNot));
    case 'not':
      return demandOf(query.item);
    case 'text':
      return openDemand;
    case 'term':
      return demandOfNoTerm(query);
  }
}

function all(demands: readonly (Demand | null)[]): Demand | null {
  return demands.reduce((sum, one) => (sum === null || one === null ? null : bothDemands(sum, one)), openDemand as Demand | null);
}

function any(demands: readonly (Demand | null)[]): Demand | null {
  const possible = demands.filter((one) => one !== null);
  return possible.length === 0 ? null : possible.reduce(eitherDemand);
}

const everyPart: ReadonlySet<EventPart> = new Set(['requestObject', 'responseObject', 'responseStatus', 'annotations']);

function demandOfText({ scope }: TextTerm): Demand {
  return scope === 'event' ? { ...openDemand, mayNeed: everyPart } : { ...openDemand, needs: new Set([scope]) };
}

/** Fields that are attributes of the request, character by character. */
const attributes: Readonly<Record<string, Attribute>> = {
  'user.username': 'user',
  verb: 'verb',
  level: 'level',
  stage: 'stage',
  userAgent: 'userAgent',
  cluster: 'cluster',
  topic: 'topic',
  'responseStatus.code': 'code',
  'objectRef.apiGroup': 'apiGroup',
  'objectRef.resource': 'resource',
  'objectRef.subresource': 'subresource',
  'objectRef.namespace': 'namespace',
  'objectRef.name': 'name',
};

function demandOfTerm(term: Term): Demand | null {
  const { field, path, test } = term;
  const isObject = field.name.startsWith('objectRef');
  const found: Demand = { ...openDemand, needs: partsOf(term), isResource: isObject ? true : null };
  if (path.length > 0) return found;
  if (field.name === 'user.groups') return { ...found, groups: [setOf(test, isText)] };
  if (field.name === 'requestURI') return { ...found, ...pathDemand(test) };
  if (field.name === 'actor') return test.op === 'equals' ? withSet(found, 'user', usersOf(test.value)) : found;
  const attribute = attributes[field.name];
  return attribute === undefined ? found : withSet(found, attribute, attributeSet(attribute, test));
}

/** Only what the term's absence surely says. */
function demandOfNoTerm({ field, path, test }: Term): Demand | null {
  if (path.length > 0) return openDemand;
  if (field.name === 'objectRef') return { ...openDemand, isResource: false };
  if (field.name === 'user.groups') return { ...openDemand, lacksGroup: setOf(test, isText).admits };
  if (field.name === 'actor' && test.op === 'equals' && test.value === 'component') return withSet(openDemand, 'user', complementOf(components));
  const attribute = attributes[field.name];
  return attribute === undefined ? openDemand : withSet(openDemand, attribute, complementOf(attributeSet(attribute, test)));
}

function withSet(demand: Demand, attribute: Attribute, set: TextSet): Demand | null {
  return bothDemands(demand, { ...openDemand, sets: { [attribute]: set } });
}

/** The parts of an event that a term looks into: every test asks for a value. */
function partsOf({ field, root }: Term): ReadonlySet<EventPart> {
  if (root === 'requestObject' || root === 'responseObject' || root === 'annotations') return new Set([root]);
  if (field.name === 'requestObject' || field.name === 'responseObject' || field.name === 'annotations') return new Set([field.name]);
  if (field.name.startsWith('responseStatus')) return new Set(['responseStatus']);
  return field.name.startsWith('rbac.') ? new Set(['annotations']) : openDemand.needs;
}

const isText = (text: string): string => text;

function attributeSet(attribute: Attribute, test: Test): TextSet {
  if (attribute !== 'code') return setOf(test, isText);
  if (test.op === 'present') return someText;
  const passes = scalarTest(test, 'number');
  const admits = (text: string): boolean => text !== '' && passes({ type: 'number', text });
  const isWhole = test.op === 'equals' && /^\d+$/.test(test.value);
  return isWhole ? { ...textsOf([String(Number(test.value))]), admits } : { only: null, admits, head: '' };
}

function setOf(test: Test, change: (text: string) => string): TextSet {
  switch (test.op) {
    case 'present':
      return someText;
    case 'equals':
      return textsOf([change(test.value)]);
    case 'wildcard':
      return { only: null, admits: (text) => matchesWildcard(test.pattern, text), head: headOf(test.pattern) };
    case 'cidr':
    case 'range':
      return { only: null, admits: () => true, head: '' };
  }
}

function headOf([first]: readonly WildcardPart[]): string {
  return first !== undefined && 'literal' in first ? first.literal : '';
}

const components: TextSet = { only: null, admits: (user) => actorOf(user, []) === 'component', head: 'system:' };

function usersOf(actor: string): TextSet {
  if (actor === 'component') return components;
  return actor === 'human' || actor === 'admin' ? complementOf(components) : textsOf([]);
}

/** A rule sees the decoded path alone; the URI that is asked for has parameters too. */
function pathDemand(test: Test): Pick<Demand, 'sets' | 'isResource'> {
  if (test.op === 'equals') {
    const path = decodedPath(test.value);
    return path === null ? openPath : { sets: { path: textsOf([path]) }, isResource: kindOfPath(path, true) };
  }
  if (test.op !== 'wildcard') return openPath;
  const head = headOf(test.pattern);
  if (head.includes('%')) return openPath;
  const end = head.indexOf('?');
  if (end >= 0) return { sets: { path: textsOf([head.slice(0, end)]) }, isResource: kindOfPath(head.slice(0, end), true) };
  return { sets: { path: { only: null, admits: (path) => path.startsWith(head), head } }, isResource: kindOfPath(head, false) };
}

const openPath: Pick<Demand, 'sets' | 'isResource'> = { sets: {}, isResource: null };

function decodedPath(uri: string): string | null {
  const end = uri.indexOf('?');
  const path = end < 0 ? uri : uri.slice(0, end);
  return path.includes('%') ? null : path;
}

/** Resources are served below /api/VERSION and /apis/GROUP/VERSION alone; null where a beginning may go on to either. */
function kindOfPath(path: string, isWhole: boolean): boolean | null {
  if (/^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/[^/]/.test(path)) return true;
  const isBelow = path.startsWith('/api/') || path.startsWith('/apis/');
  if (isWhole) return isBelow ? null : false;
  return isBelow || '/api/'.startsWith(path) || '/apis/'.startsWith(path) ? null : false;
}
