// Words, phrases and substrings: narrowed by a search without case over the columns, decided on the event's decoded text.
import type { TextTerm } from '../../search/ast.ts';
import { columns, quoted, receivedColumns } from '../schema.ts';
import { plainRun, veiled } from './compile-path.ts';
import { always, and, never, or, type Bounds, type ParameterList } from './sql.ts';

/** Every column that holds received text; `kind` and `apiVersion` of the event itself are not text. */
const textColumns = [
  ...receivedColumns.filter((column) => column.kind === 'bytes' && column.name !== 'kind' && column.name !== 'apiVersion'),
  ...columns.filter((column) => column.name === 'head' || column.name === 'rest'),
].map((column) => quoted(column.name));

export function compileText(term: TextTerm, parameters: ParameterList): Bounds {
  const needles = term.match.kind === 'words' ? term.match.words : [plainRun(term.match.part)];
  const searched = term.scope === 'event' ? textColumns : [quoted(term.scope)];
  const found = needles
    .filter((needle) => narrows(needle, term.scope))
    .map((needle) => {
      const parameter = parameters.string(needle);
      return or(...searched.map((column) => `positionCaseInsensitive(${column}, ${parameter}) > 0`));
    });
  const inBody = term.scope === 'event' ? always : `${quoted(term.scope)} != ''`;
  return { may: and(inBody, or(veiled, and(...found))), sure: never };
}

/** Letters beyond ASCII fold case in ways the engine's search does not know; digits may stand in status codes and timestamps, which are no text columns. */
function narrows(needle: string, scope: TextTerm['scope']): boolean {
  if (!/^[\x20-\x7e]+$/.test(needle)) return false;
  return scope !== 'event' || /[^0-9tz:.\-+ ]/i.test(needle);
}
