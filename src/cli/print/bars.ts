// Bars of block characters.

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `value` where `most` fills `width` characters; what is not nothing is seen. */
export function bar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0 || width <= 0) return '';
  const length = Math.max(1, Math.round((value / most) * width * 8));
  return '█'.repeat(Math.floor(length / 8)) + eighths[length % 8];
}
