// Events as CSV (RFC 4180), safe to open in a spreadsheet.
import { AppError } from '../lib/app-error.ts';
import { cellText, openSubject, readField, type OpenSubject, type Subject } from '../search/read-field.ts';
import { resolveField, suggestField, type NamePart } from '../search/resolve-field.ts';

/** What a row is made of. */
export interface CsvEvent extends Subject {
  readonly id: string;
}

export interface CsvColumn {
  readonly name: string;
  readonly read: (event: CsvEvent, subject: OpenSubject) => string;
}

const defaultNames =
  'id,stageTimestamp,requestReceivedTimestamp,cluster,stage,level,verb,user.username,sourceIP,userAgent,objectRef.apiGroup,objectRef.resource,objectRef.subresource,objectRef.namespace,objectRef.name,responseStatus.code,requestURI,auditID,durationMs';

/** The columns of a `fields` parameter: names of the table or paths below its open roots, `id` too. Throws `bad_parameter`. */
export function readColumns(text: string): readonly CsvColumn[] {
  return splitNames(text).map(readColumn);
}

export const defaultColumns: readonly CsvColumn[] = readColumns(defaultNames);

export function csvHeader(columns: readonly CsvColumn[]): Uint8Array {
  return writeLine(columns.map(({ name }) => name));
}

export function csvRow(columns: readonly CsvColumn[], event: CsvEvent): Uint8Array {
  const subject = openSubject(event);
  return writeLine(columns.map(({ read }) => read(event, subject)));
}

function writeLine(cells: readonly string[]): Uint8Array {
  return Buffer.from(csvLine(cells));
}

/** A line of CSV with its line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

/** A leading quote keeps a spreadsheet from taking a cell for a formula. */
function writeCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function readColumn(name: string): CsvColumn {
  if (name === 'id') return { name, read: (event) => event.id };
  const found = resolveField(splitPath(name));
  if (found === null) {
    const near = suggestField(name);
    throw new AppError('bad_parameter', `fields: there is no field "${name}".`, {
      hint: near === null ? '/api/v1/fields lists them.' : `Did you mean ${near}?`,
      extra: { parameter: 'fields' },
    });
  }
  return { name, read: (_event, subject) => cellText(readField(subject, found.field, found.path)) };
}

/** Cuts at commas outside quotes. */
function splitNames(text: string): readonly string[] {
  const names = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/g) ?? [];
  if (names.length === 0 || names.join(',').length !== text.length)
    throw new AppError('bad_parameter', 'fields: a name is missing.', {
      hint: 'Write names with commas between them.',
      extra: { parameter: 'fields' },
    });
  return names;
}

/** Cuts at dots outside quotes; a part in quotes is one key. */
function splitPath(name: string): readonly NamePart[] {
  const parts = name.match(/"(?:[^"\\]|\\.)*"|[^."]+/g) ?? [name];
  return parts.map((part) => {
    const isQuoted = part.startsWith('"') && part.length > 1;
    return { isQuoted, text: isQuoted ? part.slice(1, -1).replaceAll(/\\(.)/g, '$1') : part };
  });
}
