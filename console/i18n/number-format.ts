// Numbers as a language writes them. A format is made when the first number is written: to make one costs more than to use it, and most are never used.

export interface NumberWriter {
  readonly format: (value: number) => string;
}

const made = new Map<string, Intl.NumberFormat>();

/** The same format wherever language and options are the same. */
export function numberFormat(language: 'en' | 'zh-CN', options?: Intl.NumberFormatOptions): NumberWriter {
  const key = `${language} ${JSON.stringify(options)}`;
  return {
    format: (value) => {
      const known = made.get(key);
      if (known !== undefined) return known.format(value);
      const format = new Intl.NumberFormat(language, options);
      made.set(key, format);
      return format.format(value);
    },
  };
}
