// Events as CSV (RFC 4180), safe to open in a spreadsheet: no cell can begin a formula.
import { findField } from '../audit/fields.ts';
import { AppError } from '../lib/app-error.ts';
import { cellText, openSubject, readField, type OpenSubject } from '../search/read-field.ts';
import { resolveField, suggestField, type FieldPath } from '../search/resolve-field.ts';
import type { StoredEvent } from '../store/store.ts';

/** A column: its name in the header, and where its cells come from (null = the event's id). */
export interface CsvColumn {
  readonly name: string;
  readonly target: FieldPath | null;
}

const defaultNames = [
  'id', 'stageTimestamp', 'requestReceivedTimestamp', 'cluster', 'stage', 'level', 'verb', 'user.username', 'sourceIP', 'userAgent',
  'objectRef.apiGroup', 'objectRef.resource', 'objectRef.subresource', 'objectRef.namespace', 'objectRef.name', 'responseStatus.code',
  'requestURI', 'auditID', 'durationMs',
];

export const defaultColumns: readonly CsvColumn[] = defaultNames.map((name) => {
  const field = findField(name);
  return { name, target: field === undefined ? null : { field, root: null, path: [] } };
});

/** Columns from `fields=a,b`; a comma inside quotes belongs to a name. Throws `bad_parameter` for names that are no fields. */
export function readColumns(text: string): readonly CsvColumn[] {
  return (text.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []).map((name) => {
    if (name === 'id') return { name, target: null };
    const parts = (name.match(/[^."]+|"(?:[^"\\]|\\.)*"/g) ?? []).map((part) =>
      part.startsWith('"') ? { text: part.slice(1, -1).replace(/\\(.)/g, '$1'), isQuoted: true } : { text: part, isQuoted: false },
    );
    const target = parts.length === 0 ? null : resolveField(parts);
    if (target !== null) return { name, target };
    const near = suggestField(name);
    throw new AppError('bad_parameter', `There is no field "${name.slice(0, 60)}".`, {
      hint: near === null ? '/api/v1/fields lists them.' : `Did you mean ${near}?`,
      extra: { parameter: 'fields' },
    });
  });
}

export function csvHeader(columns: readonly CsvColumn[]): Uint8Array {
  return line(columns.map(({ name }) => name));
}

export function csvRow(columns: readonly CsvColumn[], event: StoredEvent): Uint8Array {
  const subject = openSubject(event);
  return line(columns.map(({ target }) => (target === null ? event.id : cell(subject, target))));
}

function cell(subject: OpenSubject, { field, path }: FieldPath): string {
  return cellText(readField(subject, field, path));
}

function line(cells: readonly string[]): Uint8Array {
  return Buffer.from(`${cells.map(escape).join(',')}\r\n`);
}

function escape(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
