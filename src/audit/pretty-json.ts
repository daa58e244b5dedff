// JSON with line breaks for people, numbers as they came.
import { isArray, isNumber, isObject, type JsonValue } from './json-value.ts';

type Waiting = string | { readonly value: JsonValue; readonly indent: string };

/** Past this depth the lines are indented no further: blanks would outgrow the values. */
const maxIndent = 80;

/** Two blanks a level; depth costs memory, never stack. */
export function prettyJson(value: JsonValue): string {
  const pieces: string[] = [];
  const stack: Waiting[] = [{ value, indent: '\n' }];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (typeof next === 'string') pieces.push(next);
    else for (const piece of [...piecesOf(next.value, next.indent)].reverse()) stack.push(piece);
  }
  return pieces.join('');
}

/** A value as texts and the values in it, in order. */
function piecesOf(value: JsonValue, indent: string): readonly Waiting[] {
  const [open, close] = isArray(value) ? ['[', ']'] : ['{', '}'];
  const children = isObject(value) ? value.values : isArray(value) ? value.items : null;
  if (children === null) return [isNumber(value) ? value.text : JSON.stringify(value)];
  if (children.length === 0) return [open + close];
  const inner = indent.length > maxIndent ? indent : `${indent}  `;
  const keys = isObject(value) ? value.keys.map((key) => `${JSON.stringify(key)}: `) : null;
  return [open, ...children.flatMap((child, k) => [`${k === 0 ? '' : ','}${inner}${keys?.[k] ?? ''}`, { value: child, indent: inner }]), indent + close];
}
