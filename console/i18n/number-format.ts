// Numbers as a language writes them. The browser's formats are slow to make, so none is made for whole numbers, which are nearly all there are.

export interface NumberWriter {
  readonly format: (value: number) => string;
}

const made = new Map<string, Intl.NumberFormat>();

export function numberFormat(language: 'en' | 'zh-CN', options?: Intl.NumberFormatOptions): NumberWriter {
  const key = `${language} ${JSON.stringify(options)}`;
  return { format: (value) => (options === undefined && isPlain(value) ? grouped(value) : formatOf(key, language, options).format(value)) };
}

function isPlain(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

/** Both languages write thousands alike: `1,234,567`. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Made when the first number is written; the same wherever language and options are the same. */
function formatOf(key: string, language: string, options: Intl.NumberFormatOptions | undefined): Intl.NumberFormat {
  const known = made.get(key) ?? new Intl.NumberFormat(language, options);
  made.set(key, known);
  return known;
}
