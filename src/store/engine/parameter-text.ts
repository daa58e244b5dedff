// Values of a statement's parameters as the engine reads them from a form field or an address: escapes as in tab-separated text.
import type { Parameters } from './statements.ts';

export function parameterText(value: Parameters[string]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeText(value);
  return `[${value.map((item) => (typeof item === 'number' ? String(item) : `'${escapeText(item)}'`)).join(',')}]`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0', '\b': '\\b', '\f': '\\f' };

function escapeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly the characters that end or change a field
  return text.replace(/[\\'\n\r\t\0\b\f]/g, (character) => escapes[character]);
}
