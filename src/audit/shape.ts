// The shape of an event: which keys it has, in which order and nesting, without the values. Shape + values = the received text, byte for byte.
import { fields, type Field } from './fields.ts';

/** The received fields that have a place in shapes, by ordinal. */
export const shapeFields: readonly Field[] = (fields as readonly Field[]).filter((field) => field.letter !== undefined);

/** Objects that are walked into; every other object is taken whole. */
export const containers = ['user', 'objectRef', 'responseStatus'] as const;

/** Pseudo-ordinals among a shape's steps. */
export const stepOpen = 253;
export const stepClose = 254;
export const stepUnknown = 255;

/** True where the value stands between quotes. */
export function isQuoted(field: Field): boolean {
  return field.storage === 'dictionary' || field.storage === 'string' || field.storage === 'time';
}

const ascii = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (character) => character.charCodeAt(0));
const ordinalOfLetter = new Map(shapeFields.map((field, ordinal) => [field.letter!.charCodeAt(0), ordinal]));
const ordinalOfName = new Map(shapeFields.map((field, ordinal) => [field.name, ordinal]));

/** The ordinal of a received field; throws for names that have no place in shapes (a mistake in this program). */
export function ordinalOf(name: string): number {
  const ordinal = ordinalOfName.get(name);
  if (ordinal === undefined) throw new TypeError(`${name} has no place in shapes`);
  return ordinal;
}

export interface KeyTable {
  /** Candidates by key length: the key's bytes and the field's ordinal. */
  readonly byLength: readonly (readonly { readonly key: Uint8Array; readonly ordinal: number; readonly container: number }[])[];
}

/** Keys that may stand in each object that is walked: index 0 = the event itself, then `containers` in order. */
export const keyTables: readonly KeyTable[] = ['', ...containers].map((parent) => {
  const byLength: { key: Uint8Array; ordinal: number; container: number }[][] = Array.from({ length: 40 }, () => []);
  shapeFields.forEach((field, ordinal) => {
    const dot = field.name.lastIndexOf('.');
    if ((dot < 0 ? '' : field.name.slice(0, dot)) !== parent) return;
    const key = field.name.slice(dot + 1);
    byLength[key.length].push({ key: ascii(key), ordinal, container: (containers as readonly string[]).indexOf(field.name) + 1 });
  });
  return { byLength };
});

/** Writes steps (ordinals and pseudo-ordinals) as the shape's text: letters, braces, and `"key"` for keys that the table does not know. */
export function encodeShape(steps: Uint8Array, count: number, unknownKeys: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  let unknown = 0;
  for (let k = 0; k < count; k += 1) {
    const step = steps[k];
    if (step === stepOpen) out.push(0x7b);
    else if (step === stepClose) out.push(0x7d);
    else if (step === stepUnknown) out.push(0x22, ...unknownKeys[unknown++], 0x22);
    else out.push(shapeFields[step].letter!.charCodeAt(0));
  }
  return Uint8Array.from(out);
}

/** A shape taken apart: literal text, and after each piece of it the value that follows (`ordinal`, or `stepUnknown` for the next of `rest`; -1 at the end). */
export interface ShapePiece {
  readonly literal: Uint8Array;
  readonly ordinal: number;
}

/** The pieces of a shape's text. Throws TypeError on text that `encodeShape` does not make. */
export function decodeShape(shape: Uint8Array): readonly ShapePiece[] {
  const pieces: ShapePiece[] = [];
  let literal: number[] = [0x7b];
  let first = true;
  const key = (bytes: Iterable<number>, quoted: boolean): void => {
    if (!first) literal.push(0x2c);
    first = false;
    literal.push(0x22, ...bytes, 0x22, 0x3a);
    if (quoted) literal.push(0x22);
  };
  const value = (ordinal: number, quoted: boolean): void => {
    pieces.push({ literal: Uint8Array.from(literal), ordinal });
    literal = quoted ? [0x22] : [];
  };
  for (let k = 0; k < shape.length; k += 1) {
    const c = shape[k];
    if (c === 0x7d) {
      literal.push(0x7d);
      first = false;
    } else if (c === 0x22) {
      const close = shape.indexOf(0x22, k + 1);
      if (close < 0) throw new TypeError('a shape ends inside a key');
      key(shape.subarray(k + 1, close), false);
      value(stepUnknown, false);
      k = close;
    } else {
      const ordinal = ordinalOfLetter.get(c);
      if (ordinal === undefined) throw new TypeError(`a shape holds the unknown letter ${c}`);
      const field = shapeFields[ordinal];
      const name = ascii(field.name.slice(field.name.lastIndexOf('.') + 1));
      const quoted = isQuoted(field);
      key(name, quoted);
      if (shape[k + 1] === 0x7b) {
        literal.push(0x7b);
        first = true;
        k += 1;
      } else value(ordinal, quoted);
    }
  }
  literal.push(0x7d);
  pieces.push({ literal: Uint8Array.from(literal), ordinal: -1 });
  return pieces;
}
