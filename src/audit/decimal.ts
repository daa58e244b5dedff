// Decimal numbers of any length compared by their exact value: no rounding, and no expansion of huge exponents.

export interface Decimal {
  readonly isNegative: boolean;
  /** Significant digits without leading or trailing zeros; '' is zero. */
  readonly digits: string;
  /** The value is 0.digits × 10^exponent. */
  readonly exponent: bigint;
}

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A decimal as JSON (or a person: leading + and zeros) writes it, or null. */
export function parseDecimal(text: string): Decimal | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, sign, whole, fraction = '', power = '0'] = match;
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '');
  const leadingZeros = all.length - digits.length;
  const significant = trimZeros(digits);
  if (significant === '') return { isNegative: false, digits: '', exponent: 0n };
  return { isNegative: sign === '-', digits: significant, exponent: exponentOf(power) + BigInt(whole.length - leadingZeros) };
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. Both must be decimals (else a TypeError). */
export function compareDecimals(a: string, b: string): number {
  const x = parseDecimal(a);
  const y = parseDecimal(b);
  if (x === null || y === null) throw new TypeError('not a decimal');
  return compareParsed(x, y);
}

export function compareParsed(x: Decimal, y: Decimal): number {
  if (x.digits === '' || y.digits === '') return sign(x) - sign(y);
  if (x.isNegative !== y.isNegative) return x.isNegative ? -1 : 1;
  if (x.exponent === y.exponent && x.digits === y.digits) return 0;
  const isSmaller = x.exponent === y.exponent ? x.digits < y.digits : x.exponent < y.exponent;
  return isSmaller === x.isNegative ? 1 : -1;
}

function sign(value: Decimal): number {
  if (value.digits === '') return 0;
  return value.isNegative ? -1 : 1;
}

/** Longer than any exponent in a query can be (16,000 characters): against those the comparison stays exact. */
const maxPowerDigits = 20_000;

/** A written exponent; beyond `maxPowerDigits` one huge number, because reading megabytes of digits exactly takes seconds. */
function exponentOf(power: string): bigint {
  const first = power.search(/[1-9]/);
  if (first < 0) return 0n;
  const digits = power.length - first > maxPowerDigits ? `1${'0'.repeat(maxPowerDigits)}` : power.slice(first);
  return power.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}

/** Without trailing zeros; a loop, because a regular expression would take quadratic time on a long run of zeros. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
