// Finds what would open a door if it were shown: tokens by their shape. The console never draws them; only the server's export has the bytes.

export type SecretKind = 'jwt' | 'token' | 'key';

/** A range of UTF-16 units that is not to be shown. Ranges come in order and never overlap. */
export interface SecretRange {
  readonly from: number;
  readonly to: number;
  readonly kind: SecretKind;
}

const minSecretLength = 8;

/** Every pattern fails within a bounded number of characters or consumes what it read: hostile text of any size is read once. `secret` is the part to hide. */
const patterns: readonly (readonly [SecretKind, RegExp])[] = [
  ['token', /(?<![A-Za-z0-9])ca_(?<secret>[A-Za-z0-9_-]{16,})/dg],
  ['token', /\bbearer(?:\s|%20|\+){1,4}(?<secret>[A-Za-z0-9._~+/=-]{8,})/dgi],
  ['token', /[?&;](?:access_|id_|refresh_)?token=(?<secret>[^&\s"'<>]{6,})/dgi],
  ['token', /"(?:access|id|refresh|bearer)?[_-]?token"\s{0,8}:\s{0,8}"(?<secret>[^"\\]{8,})"/dgi],
  // A JSON web token in base64, as `data` of a Secret holds it.
  ['jwt', /(?<![A-Za-z0-9+/])(?<secret>ZXlK[A-Za-z0-9+/_-]{48,}={0,2})/dg],
  ['key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?<secret>[^]*?)(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/dg],
];

/** A cheap look that lets ordinary text through at once. */
const suspicion = /eyJ|ca_|bearer|token|ZXlK|PRIVATE/i;

const secretKey = /^(?:access|id|refresh|bearer|service[_-]?account)?[_-]?token$/i;

/** Whether a member of this name holds a token whatever it looks like (TokenReview, TokenRequest, kubeconfigs). */
export function isSecretKey(key: string | null): boolean {
  return key !== null && secretKey.test(key);
}

/** The ranges of `text` to hide. A secret that shows only when escapes of a URI are resolved hides all that follows the `?`. */
export function findTokens(text: string): SecretRange[] {
  if (text.length < minSecretLength) return [];
  const found = findPlain(text);
  if (found.length > 0 || !text.includes('%')) return found;
  const resolved = text.replace(/%[2-7][0-9a-fA-F]/g, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));
  return findPlain(resolved).length === 0 ? [] : [{ from: text.indexOf('?') + 1, to: text.length, kind: 'token' }];
}

function findPlain(text: string): SecretRange[] {
  if (!suspicion.test(text)) return [];
  const found = jsonWebTokens(text);
  for (const [kind, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const range = match.indices?.groups?.['secret'];
      if (range !== undefined && range[1] > range[0]) found.push({ from: range[0], to: range[1], kind });
    }
  }
  return merge(found);
}

/** `eyJ….….…`: found by walking over runs of token characters, not by a pattern, which would read `eyJeyJeyJ…` again and again. */
function jsonWebTokens(text: string): SecretRange[] {
  const found: SecretRange[] = [];
  for (const run of text.matchAll(/[A-Za-z0-9_.-]+/g)) {
    const start = firstToken(run[0]);
    if (start >= 0) found.push({ from: run.index + start, to: run.index + run[0].length, kind: 'jwt' });
  }
  return found;
}

const minHeaderLength = 10;

/** Where in a run the first part begins that is a token's header and has two more parts behind it, or -1. */
function firstToken(run: string): number {
  if (!run.includes('eyJ')) return -1;
  const parts = run.split('.');
  let at = 0;
  for (const part of parts.slice(0, -2)) {
    const start = part.indexOf('eyJ');
    if (start >= 0 && part.length - start >= minHeaderLength) return at + start;
    at += part.length + 1;
  }
  return -1;
}

function merge(ranges: SecretRange[]): SecretRange[] {
  const sorted = ranges.sort((a, b) => a.from - b.from || b.to - a.to);
  const merged: SecretRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || range.from >= last.to) merged.push(range);
    else if (range.to > last.to) merged[merged.length - 1] = { ...last, to: range.to };
  }
  return merged;
}
