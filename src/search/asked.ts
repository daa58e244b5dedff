// What was understood of what a person typed, and how its conditions are written.

export type AskedKind = 'object' | 'user' | 'auditID' | 'address' | 'command' | 'url' | 'question' | 'text';

export interface AskedObject {
  /** '' = any. */
  readonly resource: string;
  readonly apiGroup: string;
  /** Null = not said. */
  readonly namespace: string | null;
  readonly name: string | null;
}

export interface Asked {
  readonly kind: AskedKind;
  /** The query that answers it. */
  readonly q: string;
  /** What it is about, as it was typed. */
  readonly subject: string;
  readonly object?: AskedObject;
  /** Which question: the answer is the newest match, or all of them. */
  readonly question?: QuestionName;
  /** Where the question says when: as the API takes it. */
  readonly from?: string;
}

export type QuestionName = 'who' | 'what-user' | 'what-address' | 'what-object' | 'refused' | 'connected' | 'granted' | 'read' | 'cordoned';

/** `field:value` with the value in quotes. */
export function equals(field: string, value: string): string {
  return `${field}:"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** Words to be looked for anywhere in an event. */
export function text(words: string): string {
  return /[\p{L}\p{N}]/u.test(words) ? `"${words.replace(/["\\]/g, ' ')}"` : '*';
}

export function oneOf(field: string, values: readonly string[]): string {
  return values.length === 1 ? `${field}:${values[0]}` : `${field}:(${values.join(' OR ')})`;
}
