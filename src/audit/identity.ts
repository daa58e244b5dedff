// When two deliveries are the same event: their bytes agree, `kind` and `apiVersion` aside (a log line has them, a webhook item has not).
import { skipSpace, skipString, skipValue } from './scan-json.ts';

/** The bytes of an event (valid JSON object, from its `{` to its `}`) without its own `kind` and `apiVersion` members. */
export function identityBytes(event: Uint8Array): Uint8Array {
  const end = event.length;
  const out = new Uint8Array(end);
  const first = skipSpace(event, 1, end);
  let o = copy(event, 0, first, out, 0);
  let i = first;
  let separatorFrom = first;
  let kept = 0;
  while (event[i] === 0x22) {
    const keyEnd = skipString(event, i, end);
    const value = skipSpace(event, skipSpace(event, keyEnd, end) + 1, end);
    const after = skipSpace(event, skipValue(event, value, end), end);
    if (!isEnvelopeKey(event, i + 1, keyEnd - 1)) {
      o = copy(event, kept === 0 ? i : separatorFrom, after, out, o);
      kept += 1;
    }
    separatorFrom = after;
    i = event[after] === 0x2c ? skipSpace(event, after + 1, end) : after;
  }
  return out.subarray(0, copy(event, i, end, out, o));
}

const envelopeKeys = ['kind', 'apiVersion'].map((key) => Uint8Array.from(key, (character) => character.charCodeAt(0)));

function isEnvelopeKey(b: Uint8Array, from: number, to: number): boolean {
  return envelopeKeys.some((key) => key.length === to - from && key.every((byte, k) => byte === b[from + k]));
}

function copy(source: Uint8Array, from: number, to: number, out: Uint8Array, o: number): number {
  out.set(source.subarray(from, to), o);
  return o + to - from;
}

/** Whether two events are one by the rule above. */
export function isSameEvent(a: Uint8Array, b: Uint8Array): boolean {
  const x = identityBytes(a);
  const y = identityBytes(b);
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i += 1) if (x[i] !== y[i]) return false;
  return true;
}
