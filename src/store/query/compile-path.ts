// Terms on JSON paths: annotations that are plain maps are exact; bodies are narrowed by text that must be there, and decided on the event.
import type { Term, Test } from '../../search/ast.ts';
import { parseDecimal } from '../../audit/decimal.ts';
import { flag, quoted } from '../schema.ts';
import type { Resolved } from './compile.ts';
import { compileString } from './compile-field.ts';
import { narrowByWords, numbersBehindKey } from './narrow-path.ts';
import { and, never, or, type Bounds, type ParameterList } from './sql.ts';

export function compilePath(term: Term, parameters: ParameterList, resolved: Resolved): Bounds {
  switch (term.root) {
    case 'annotations':
      return compileAnnotation(term, parameters);
    case 'uri':
      return { may: `position(${quoted('requestURI')}, '?') > 0`, sure: never };
    case 'impersonatedUser.extra':
      return { may: `${quoted('impersonatedUser')} != ''`, sure: never };
    default:
      return compileBody(term, parameters, resolved);
  }
}

function compileAnnotation(term: Term, parameters: ParameterList): Bounds {
  const odd = `bitAnd(flags, ${flag.oddAnnotations}) != 0`;
  const plain = `bitAnd(flags, ${flag.oddAnnotations}) = 0`;
  // In a plain map nothing lies deeper than one key, and nothing is a number.
  if (term.path.length > 1 || term.test.op === 'range') return { may: odd, sure: never };
  const value = `JSONExtractString(${quoted('annotations')}, ${parameters.string(term.path[0])})`;
  const bounds = compileString(value, term.test, parameters);
  return { may: or(odd, bounds.may), sure: and(plain, bounds.sure) };
}

function compileBody(term: Term, parameters: ParameterList, { places }: Resolved): Bounds {
  const column = quoted(term.root!);
  const needles = [...term.path, ...literalsOf(term.test)].map(plainRun).filter((needle) => needle.length > 1);
  const found = needles.map((needle) => `position(${column}, ${parameters.string(needle)}) > 0`);
  const plain = and(...found, numbersBehindKey(term, parameters));
  return { may: and(narrowByWords(term, parameters, places.get(term)), `${column} != ''`, or(veiled, plain)), sure: never };
}

/** Text that a matching value must hold. A number can be written in many ways, so numbers narrow nothing. */
function literalsOf(test: Test): readonly string[] {
  if (test.op === 'equals') return parseDecimal(test.value) === null ? [test.value] : [];
  return test.op === 'wildcard' ? test.pattern.flatMap((part) => ('literal' in part ? [part.literal] : [])) : [];
}

export const veiled = `bitAnd(flags, ${flag.veiled}) != 0`;

/**
 * The longest run of characters that JSON text shows as they are unless they are escaped by number — and an event in which
 * anything is escaped so without need is `veiled`.
 */
export function plainRun(text: string): string {
  const runs = text.match(/[A-Za-z0-9_.:@,+=~ -]+/g) ?? [];
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}
