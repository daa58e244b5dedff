// Words of Chinese sentences that several of them share: who, what, how many, how long.
import type { Named, Thing } from './deed.ts';
import { joined, phrase, received, words, type Phrase } from './parts.ts';
import { name, placeOf, quotedIf, readUser } from './told-values.ts';

export function who(username: string | undefined): Phrase {
  const { kind, name: own, isQuoted } = readUser(username);
  if (kind === 'nobody') return [words('actor', '未知用户')];
  if (kind === 'anonymous') return [words('actor', '匿名用户')];
  if (kind === 'serviceAccount') return [words('actor', '服务账号 '), received('actor', own)];
  return kind === 'node' ? [words('actor', '节点 '), received('actor', own)] : quotedIf(isQuoted, 'actor', own);
}

/** `pod shop/web`; without a name `shop 中的一个 pod`. */
export function thing({ kind, namespace, name: own, isGenerated }: Thing): Phrase {
  if (own === '') return phrase`${namespace === '' ? null : phrase`${name('object', namespace)} 中的`}一个 ${received('object', kind)}`;
  return phrase`${received('object', kind)} ${name('object', placeOf(namespace, own))}${isGenerated ? phrase`（名称自动生成）` : null}`;
}

/** `shop 中的 pods`, `所有命名空间的 secrets`, `nodes`; with the selector. */
export function things({ resource, namespace, name: own, isEverywhere, kind }: Thing, selector: string): Phrase {
  const chosen = selector === '' ? null : phrase`（匹配 ${received('value', selector)}）`;
  if (own !== '') return phrase`${received('object', kind)} ${name('object', placeOf(namespace, own))}${chosen}`;
  const where = namespace !== '' ? phrase`${name('object', namespace)} 中的 ` : isEverywhere ? phrase`所有命名空间的 ` : null;
  return phrase`${where}${received('object', resource)}${chosen}`;
}

const kinds = new Map([
  ['ServiceAccount', '服务账号'],
  ['User', '用户'],
  ['Group', '用户组'],
]);

export function named({ kind, namespace, name: own }: Named): Phrase {
  const word = kinds.get(kind);
  const start = word === undefined ? received('object', kind.toLowerCase()) : words('object', word);
  return phrase`${start} ${name('object', placeOf(namespace, own))}`;
}

/** Values between 、, and how many there are in all where some are not named. */
export function values(texts: readonly string[], more: number): Phrase {
  const list = joined(
    texts.map((text) => [received('value', text)]),
    '、',
  );
  return more === 0 ? list : [...list, words('text', ` 等 ${texts.length + more} 项`)];
}

/** `350 毫秒`, `4 秒`, `12 分钟`, `1 小时 5 分钟`, `3 天 2 小时`. */
export function forHowLong(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} 毫秒`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} 秒`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} 分钟`;
  if (seconds < 86_400) return two(Math.round(seconds / 60), 60, '小时', '分钟');
  return two(Math.round(seconds / 3600), 24, '天', '小时');
}

function two(whole: number, base: number, big: string, small: string): string {
  return whole % base === 0 ? `${whole / base} ${big}` : `${Math.floor(whole / base)} ${big} ${whole % base} ${small}`;
}

export function lifetime(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} 天`;
  if (seconds % 3600 === 0) return `${seconds / 3600} 小时`;
  return seconds % 60 === 0 ? `${seconds / 60} 分钟` : `${seconds} 秒`;
}
