// What stands after a field's colon becomes a test, or a problem that says which form fits this field.
import { parseCidr } from '../audit/address.ts';
import { fields, openRoots } from '../audit/fields.ts';
import { parseDecimal } from '../audit/decimal.ts';
import type { Bound, Query, Test, WildcardPart } from './ast.ts';
import { fail, textOf, type Character, type Run } from './lex.ts';
import type { FieldPath } from './resolve-field.ts';
import { parseTimeExpression, timeForms } from './time-expression.ts';

export interface ValueContext {
  readonly text: string;
  readonly nowMicros: number;
  readonly target: FieldPath;
}

type Kind = 'text' | 'number' | 'time' | 'ip' | 'object' | 'json' | 'uri';

function kindOf({ field, root, path }: FieldPath): Kind {
  if (path.length > 0) return root === 'uri' ? 'uri' : 'json';
  if (field.kind === 'keyword' || field.kind === 'list') return 'text';
  return field.kind === 'body' ? 'json' : field.kind;
}

/** The query of one plain value (quoted or not). */
export function valueQuery(context: ValueContext, run: Run): Query {
  const term = (test: Test): Query => ({ type: 'term', ...context.target, test, span: { from: run.from, to: run.to } });
  const present = term({ op: 'present' });
  if (run.characters.length === 0) return { type: 'not', item: present };
  const pattern = wildcardParts(run.characters);
  if (pattern !== null && pattern.every((part) => 'any' in part)) return present;
  const kind = kindOf(context.target);
  if (kind === 'object')
    fail(
      context.text,
      run.from,
      'bad_value',
      `${context.target.field.name} is an object: only ${context.target.field.name}:* can be asked.`,
      objectHint(context.target.field.name),
    );
  if (pattern !== null) {
    if (kind === 'number') fail(context.text, run.from, 'bad_value', 'A number cannot have wildcards.', 'Write a range: [400 TO 499], >=400.');
    if (kind === 'time') fail(context.text, run.from, 'bad_value', 'A time cannot have wildcards.', 'Write a range: ["2026-11-23" TO "2026-11-24"], >=-15m.');
    return term({ op: 'wildcard', pattern });
  }
  return term(equalsTest(context, run, kind));
}

function equalsTest(context: ValueContext, run: Run, kind: Kind): Test {
  const value = textOf(run.characters);
  if (kind === 'number') return { op: 'equals', value: decimal(context, run, value) };
  if (kind === 'time') {
    const bound = timeBound(context, run, true);
    return { op: 'range', low: bound, high: bound };
  }
  if (kind === 'ip' && value.includes('/')) {
    if (parseCidr(value) === null) fail(context.text, run.from, 'bad_value', `${value} is no address range.`, 'Write CIDR: 10.0.0.0/8, "2001:db8::/32".');
    return { op: 'cidr', value };
  }
  return { op: 'equals', value };
}

/** The query of a range; null = open end. `at` is where the range stands. */
export function rangeQuery(
  context: ValueContext,
  at: number,
  to: number,
  low: { run: Run; inclusive: boolean } | null,
  high: { run: Run; inclusive: boolean } | null,
): Query {
  const kind = kindOf(context.target);
  if (kind === 'ip') fail(context.text, at, 'bad_value', 'Addresses have no order here.', 'Write CIDR: 10.0.0.0/8, or a wildcard: 10.1.*');
  if (kind === 'object') fail(context.text, at, 'bad_value', `${context.target.field.name} is an object.`, objectHint(context.target.field.name));
  if (kind === 'text' || kind === 'uri') fail(context.text, at, 'bad_value', 'Text has no ranges.', 'Write a value, a list (a OR b) or a wildcard: abc*');
  if (kind === 'json' && context.target.path.length === 0)
    fail(context.text, at, 'bad_value', 'A body is text.', 'Name a path in it: requestObject.spec.replicas:>3');
  const bound = (end: { run: Run; inclusive: boolean } | null): Bound | null => {
    if (end === null) return null;
    return kind === 'time'
      ? timeBound(context, end.run, end.inclusive)
      : { value: decimal(context, end.run, textOf(end.run.characters)), inclusive: end.inclusive };
  };
  return { type: 'term', ...context.target, test: { op: 'range', low: bound(low), high: bound(high) }, span: { from: at, to } };
}

function decimal(context: ValueContext, run: Run, value: string): string {
  return parseDecimal(value) === null
    ? fail(context.text, run.from, 'bad_value', `${shorten(value)} is no number.`, 'Write a decimal number: 403, 0.5, 1e3.')
    : value;
}

function timeBound(context: ValueContext, run: Run, inclusive: boolean): Bound {
  const value = textOf(run.characters);
  const micros = parseTimeExpression(value, context.nowMicros);
  return micros === null ? fail(context.text, run.from, 'bad_value', `${shorten(value)} is no time.`, `Write ${timeForms}.`) : { value, inclusive, micros };
}

/** The pattern of a run with unescaped `*` or `?`, or null when it has none. Neighbouring characters are one literal, stars in a row one star. */
export function wildcardParts(characters: readonly Character[]): WildcardPart[] | null {
  const parts: WildcardPart[] = [];
  let isPattern = false;
  for (const { text, isPlain } of characters) {
    const last = parts[parts.length - 1];
    if (!isPlain && (text === '*' || text === '?')) {
      isPattern = true;
      if (text === '?') parts.push({ one: true });
      else if (last === undefined || !('any' in last)) parts.push({ any: true });
    } else if (last !== undefined && 'literal' in last) parts[parts.length - 1] = { literal: last.literal + text };
    else parts.push({ literal: text });
  }
  return isPattern ? parts : null;
}

function objectHint(name: string): string {
  if ((openRoots as readonly string[]).includes(name)) return `Ask below it: ${name}."KEY":value`;
  const below = fields.find((field) => field.name.startsWith(`${name}.`));
  return below === undefined ? `${name}:* finds the events that have it.` : `Ask below it: ${below.name}:value`;
}

function shorten(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}
