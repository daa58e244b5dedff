// The values of a field as text, as an expression of the engine, and when that is exact.
import type { SqlColumn } from '../../search/sql/resolve-column.ts';
import { flag, quoted } from '../schema.ts';
import type { ParameterList } from './sql.ts';

export interface TextValues {
  /** One text ('' = missing), or a list of texts. */
  readonly sql: string;
  readonly isList: boolean;
  /** Whether the engine's reading is what the event says, odd events aside. */
  readonly isExact: boolean;
  /** Where `isExact` holds: rows for which it does not. Else: further conditions for rows that it may not hold for. */
  readonly unless?: string;
}

const exactText = (sql: string): TextValues => ({ sql, isList: false, isExact: true });

export function textValues(column: SqlColumn, parameters: ParameterList): TextValues {
  return column.path.length > 0 ? pathValues(column, parameters) : fieldValues(column, parameters);
}

function pathValues({ root, path, mode }: SqlColumn, parameters: ParameterList): TextValues {
  if (root === 'annotations' && path.length === 1) return annotation(path[0], parameters);
  return root === 'uri' ? uriParameter(path[0], parameters) : jsonPath(root!, path, mode, parameters);
}

const noTexts = "CAST([], 'Array(String)')";

function fieldValues({ field, mode }: SqlColumn, parameters: ParameterList): TextValues {
  const own = quoted(field.name);
  switch (field.storage) {
    case 'dictionary':
    case 'string':
      return exactText(own);
    case 'jsonDictionary':
      return field.kind === 'object' ? objectValues(own, mode) : { sql: `JSONExtract(${own}, 'Array(String)')`, isList: true, isExact: true };
    case 'json':
    case 'body':
      return objectValues(own, mode);
    case 'code':
      return exactText(`if(${own} = 0, '', toString(${own}))`);
    case 'time':
      return timeText(field.name);
    case 'computed':
      return field.name === 'durationMs' ? durationText() : { sql: noTexts, isList: true, isExact: false };
    default:
      return unstored(field.name, mode, parameters);
  }
}

/** Objects are JSON text; as values of an aggregate they are ''. */
function objectValues(own: string, mode: SqlColumn['mode']): TextValues {
  return { sql: mode === 'each' ? "''" : own, isList: false, isExact: true, unless: `(${own} != '' AND NOT startsWith(${own}, '{'))` };
}

/** A time as written is known where the whole text is made anew from columns. */
function timeText(name: string): TextValues {
  const isStage = name === 'stageTimestamp';
  const readable = `bitAnd(flags, ${isStage ? flag.noStageTimestamp : flag.noReceivedTimestamp}) = 0`;
  const text = `concat(replaceOne(toString(fromUnixTimestamp64Micro(${isStage ? 'ts' : 'ts - lat'}, 'UTC')), ' ', 'T'), 'Z')`;
  return { sql: `if(${readable}, ${text}, '')`, isList: false, isExact: true, unless: "head != ''" };
}

function durationText(): TextValues {
  const readable = `bitAnd(flags, ${flag.noStageTimestamp | flag.noReceivedTimestamp}) = 0`;
  return exactText(`if(${readable}, concat(if(lat < 0, '-', ''), toString(intDiv(abs(lat), 1000)), '.', leftPad(toString(abs(lat) % 1000), 3, '0')), '')`);
}

function annotation(key: string, parameters: ParameterList): TextValues {
  const sql = `JSONExtractString(${quoted('annotations')}, ${parameters.string(key)})`;
  return { sql, isList: false, isExact: true, unless: `bitAnd(flags, ${flag.oddAnnotations}) != 0` };
}

/** Escapes beyond ASCII, and malformed ones, are read otherwise by the engine. */
const strangeEscape = '%([^0-7]|[0-7][^0-9a-fA-F]|[0-7]?$)';

function uriParameter(name: string, parameters: ParameterList): TextValues {
  const uri = quoted('requestURI');
  const mark = `position(${uri}, '?')`;
  const key = `decodeURLFormComponent(if(position(x, '=') = 0, x, substring(x, 1, position(x, '=') - 1)))`;
  const value = `decodeURLFormComponent(if(position(x, '=') = 0, '', substring(x, position(x, '=') + 1)))`;
  const parts = `arrayFilter(x -> x != '' AND ${key} = ${parameters.string(name)}, splitByChar('&', substring(${uri}, ${mark} + 1)))`;
  const sql = `if(${mark} = 0, ${noTexts}, arrayFilter(x -> x != '', arrayMap(x -> ${value}, ${parts})))`;
  return { sql, isList: true, isExact: true, unless: `(${mark} > 0 AND match(${uri}, ${parameters.string(strangeEscape)}))` };
}

/** Fields below an object that is kept as JSON. */
function unstored(name: string, mode: SqlColumn['mode'], parameters: ParameterList): TextValues {
  const dot = name.indexOf('.');
  // Objects that are spread over columns: as values of an aggregate they are ''.
  return dot < 0 ? exactText("''") : jsonPath(name.slice(0, dot), name.slice(dot + 1).split('.'), mode, parameters);
}

/** What the engine's JSON functions say: near, and not counted on (repeated keys, lists on the way, numbers as written). */
function jsonPath(root: string, path: readonly string[], mode: SqlColumn['mode'], parameters: ParameterList): TextValues {
  const dot = root.indexOf('.');
  const isInside = root.startsWith('impersonatedUser.');
  const keys = [...(isInside ? [root.slice(dot + 1)] : []), ...path].map((key) => parameters.string(key)).join(', ');
  const at = `${quoted(isInside ? root.slice(0, dot) : root)}, ${keys}`;
  const other = mode === 'each' ? `if(JSONType(${at}) IN ('Object', 'Array'), '', JSONExtractRaw(${at}))` : `JSONExtractRaw(${at})`;
  return { sql: `multiIf(JSONType(${at}) = 'String', JSONExtractString(${at}), JSONType(${at}) = 'Null', '', ${other})`, isList: false, isExact: false };
}
