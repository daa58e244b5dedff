// English sentences of the fields: those of the one table.
import { fields, type FieldName } from '../../src/audit/fields.ts';

export const enFields = Object.fromEntries(fields.map(({ name, sentence }) => [name, sentence.replaceAll('`', '')])) as Readonly<Record<FieldName, string>>;
