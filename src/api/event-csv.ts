// Events as CSV (RFC 4180), safe to open in a spreadsheet.
import { csvLine } from '../lib/csv.ts';
import { cellText, openSubject, readField, type OpenSubject, type Subject } from '../search/read-field.ts';
import { findNamed, noSuchField, splitNames } from './field-names.ts';

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
  return splitNames('fields', text).map((name) => readColumn(text, name));
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

function readColumn(text: string, name: string): CsvColumn {
  if (name === 'id') return { name, read: (event) => event.id };
  const found = findNamed(name);
  if (found === null) throw noSuchField('bad_parameter', 'fields', text, name);
  return { name, read: (_event, subject) => cellText(readField(subject, found.field, found.path)) };
}
