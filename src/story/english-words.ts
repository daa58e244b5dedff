// Words of English sentences that several of them share: who, what, how many, how long.
import type { Named, Thing } from './deed.ts';
import { joined, phrase, received, words, type Phrase } from './parts.ts';
import { name, placeOf, quotedIf, readUser } from './told-values.ts';

export function who(username: string | undefined): Phrase {
  const { kind, name: own, isQuoted } = readUser(username);
  if (kind === 'nobody') return [words('actor', 'somebody')];
  if (kind === 'anonymous') return [words('actor', 'an anonymous client')];
  if (kind === 'serviceAccount') return [words('actor', 'service account '), received('actor', own)];
  return kind === 'node' ? [words('actor', 'node '), received('actor', own)] : quotedIf(isQuoted, 'actor', own);
}

/** `pod shop/web`; without a name the kind alone stands for a new one. */
export function thing({ kind, namespace, name: own, isGenerated }: Thing): Phrase {
  if (own === '') {
    const inside = namespace === '' ? null : phrase` in ${name('object', namespace)}`;
    return phrase`${words('object', /^[aeio]/.test(kind) ? 'an ' : 'a ')}${received('object', kind)}${inside}`;
  }
  return phrase`${received('object', kind)} ${name('object', placeOf(namespace, own))}${isGenerated ? phrase` (name generated)` : null}`;
}

/** `pods in shop`, `secrets in all namespaces`, `nodes`; with the selector. */
export function things({ resource, namespace, name: own, isEverywhere, kind }: Thing, selector: string): Phrase {
  const chosen = selector === '' ? null : phrase` matching ${received('value', selector)}`;
  if (own !== '') return phrase`${received('object', kind)} ${name('object', placeOf(namespace, own))}${chosen}`;
  const where = namespace !== '' ? phrase` in ${name('object', namespace)}` : isEverywhere ? phrase` in all namespaces` : null;
  return phrase`${received('object', resource)}${where}${chosen}`;
}

export function named({ kind, namespace, name: own }: Named): Phrase {
  const start = kind === 'ServiceAccount' ? words('object', 'service account') : received('object', kind.toLowerCase());
  return phrase`${start} ${name('object', placeOf(namespace, own))}`;
}

/** Values with commas, and how many more there are. */
export function values(texts: readonly string[], more: number): Phrase {
  const list = joined(
    texts.map((text) => [received('value', text)]),
    ', ',
  );
  return more === 0 ? list : [...list, words('text', ` and ${more} more`)];
}

/** `350 ms`, `4 s`, `12 m`, `1 h 5 m`, `3 d 2 h`. */
export function forHowLong(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} m`;
  const [big, small, per] = seconds < 86_400 ? (['h', 'm', 60] as const) : (['d', 'h', 3600] as const);
  const whole = Math.round(seconds / per);
  const base = big === 'h' ? 60 : 24;
  return whole % base === 0 ? `${whole / base} ${big}` : `${Math.floor(whole / base)} ${big} ${whole % base} ${small}`;
}
