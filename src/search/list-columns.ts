// The columns of a list of requests, as the address and saved searches hold them: fields, JSON paths, and the sentence of what happened.
import { parseFieldName } from './field-name.ts';
import { resolveField, type FieldPath } from './resolve-field.ts';

/** What happened, in words: no field, but a column. */
export const sentenceColumn = 'sentence';

export interface ListColumn {
  readonly name: string;
  /** Null for the sentence. */
  readonly field: FieldPath | null;
}

export const defaultListColumns = ['stageTimestamp', 'cluster', 'verb', sentenceColumn, 'responseStatus.code', 'sourceIPs'] as const;

export const maxListColumns = 20;

/** The names of a list, cut at commas outside quotes. */
export function cutNames(text: string): readonly string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/g) ?? [];
}

/** Null for what is neither a field nor a path below one. */
export function findListColumn(name: string): ListColumn | null {
  if (name === sentenceColumn) return { name, field: null };
  const parts = parseFieldName(name);
  const field = parts === null ? null : resolveField(parts);
  return field === null ? null : { name, field };
}

/** Each column once; names that are none are left out, and without any left these are the usual ones. */
export function readListColumns(text: string | undefined): readonly ListColumn[] {
  const found = (names: readonly string[]) => [...new Set(names)].map(findListColumn).filter((column) => column !== null);
  const columns = found(cutNames(text ?? '')).slice(0, maxListColumns);
  return columns.length > 0 ? columns : found(defaultListColumns);
}

/** Undefined for the usual columns. */
export function writeListColumns(names: readonly string[]): string | undefined {
  const text = names.join(',');
  return names.length === 0 || text === defaultListColumns.join(',') ? undefined : text;
}
