// IP addresses and CIDR ranges by value: both families in one 128-bit space, where a v4 address equals its ::ffff: form.

const mapped = 0xffff_0000_0000n;

/** The address as a 128-bit number, or null for text that is no address. */
export function parseAddress(text: string): bigint | null {
  return text.includes(':') ? parseV6(text) : parseV4(text, true);
}

export interface Cidr {
  readonly base: bigint;
  readonly mask: bigint;
}

/** `10.0.0.0/8`, `2001:db8::/32`; null when it is none. Host bits may be set: they are ignored. */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/');
  if (slash < 0 || !/^\d{1,3}$/.test(text.slice(slash + 1))) return null;
  const base = parseAddress(text.slice(0, slash));
  const isV4 = !text.slice(0, slash).includes(':');
  const length = Number(text.slice(slash + 1)) + (isV4 ? 96 : 0);
  if (base === null || length > 128) return null;
  const mask = ((1n << BigInt(length)) - 1n) << BigInt(128 - length);
  return { base: base & mask, mask };
}

export function isInCidr(address: bigint, cidr: Cidr): boolean {
  return (address & cidr.mask) === cidr.base;
}

/** Four decimal parts without leading zeros, as Go's netip reads them. */
function parseV4(text: string, asMapped: boolean): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return asMapped ? mapped | value : value;
}

function parseV6(text: string): bigint | null {
  if (text.length > 45) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const left = groupsOf(halves[0], halves.length === 1);
  const right = halves.length === 2 ? groupsOf(halves[1], true) : [];
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  return [...left, ...Array.from({ length: missing }, () => 0n), ...right].reduce((value, group) => (value << 16n) | group, 0n);
}

/** 16-bit groups; at the very end of an address the last may be a v4 address, which is two. */
function groupsOf(text: string, isEnd: boolean): bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [k, part] of parts.entries()) {
    const v4 = isEnd && k === parts.length - 1 && part.includes('.') ? parseV4(part, false) : null;
    if (v4 !== null) groups.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}
