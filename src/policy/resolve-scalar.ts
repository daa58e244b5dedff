// What a scalar means to kube-apiserver: the rules of go-yaml v2 (YAML 1.1, resolve.go), where `no` is false and `010` is a number.
import { UnreadableText, type Span } from './source-node.ts';

type Value = string | number | boolean | null;

const words = new Map<string, Value>([
  ...spell(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'], true),
  ...spell(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'], false),
  ...spell(['', '~', 'null', 'Null', 'NULL'], null),
  ...spell(['.nan', '.NaN', '.NAN'], Number.NaN),
  ...spell(['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'], Infinity),
  ...spell(['-.inf', '-.Inf', '-.INF'], -Infinity),
]);

const tagPrefix = 'tag:yaml.org,2002:';
const resolvedTags = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp', 'merge', 'binary']);

/** The value of a scalar. `tag` is the explicit tag in full, or undefined; `plain` = unquoted. A contradiction of tag and text throws. */
export function resolveScalar(text: string, tag: string | undefined, plain: boolean, span: Span): Value {
  if (tag === '!') return resolveText(text);
  if (tag === undefined) return plain ? resolveText(text) : text;
  const short = tag.startsWith(tagPrefix) ? tag.slice(tagPrefix.length) : '';
  if (!resolvedTags.has(short) || short === 'str') return text;
  if (short === 'binary') return decodeBinary(text, span);
  const value = resolveText(text);
  if (fits(short, value)) return value;
  throw new UnreadableText(`cannot decode ${JSON.stringify(text.slice(0, 80))} as !!${short}`, span, 'Leave the tag out.');
}

function resolveText(text: string): Value {
  const word = words.get(text);
  if (word !== undefined) return word;
  const first = text.charAt(0);
  if (first === '.') return readFloat(text) ?? text;
  if (!/[-+0-9]/.test(first)) return text;
  return readNumber(text.replaceAll('_', '')) ?? text;
}

/** Integers as Go's ParseInt with base 0 takes them, within 64 bits, and floats of YAML 1.1. */
function readNumber(plain: string): number | null {
  const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/.exec(plain);
  if (integer !== null) {
    const digits = integer[2]!.replace(/^0(?=[0-7]+$)/, '0o');
    const value = BigInt(digits);
    if (value < 1n << (integer[1] === '-' ? 63n : 64n)) return Number(value) * (integer[1] === '-' ? -1 : 1);
  }
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain) ? readFloat(plain) : null;
}

/** A number too large for 64 bits of float is no number to Go. */
function readFloat(text: string): number | null {
  if (!/^[-+]?(\.[0-9]+|[0-9]+\.?[0-9]*)([eE][-+]?[0-9]+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function fits(tag: string, value: Value): boolean {
  switch (tag) {
    case 'bool':
      return typeof value === 'boolean';
    case 'int':
      return typeof value === 'number' && Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'null':
      return value === null;
    default:
      return typeof value === 'string';
  }
}

function decodeBinary(text: string, span: Span): string {
  const compact = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) throw new UnreadableText('!!binary holds invalid base64', span);
  return atob(compact);
}

function spell(texts: readonly string[], value: Value): [string, Value][] {
  return texts.map((text) => [text, value]);
}
