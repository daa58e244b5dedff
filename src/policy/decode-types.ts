// Holds a tree against the table of fields, as kube-apiserver's JSON decoding does: wrong types are refused, unknown fields silently ignored.
import { nearestWord } from '../lib/nearest-word.ts';
import type { FieldType } from './fields-of-policy.ts';
import type { Findings } from './policy-problem.ts';
import { nounOf, typeOf, type ListNode, type MapNode, type SourceNode } from './source-node.ts';

/** Reports every place where `node` and `type` differ. null fits every field: it means absent. */
export function checkTypes(node: SourceNode, type: FieldType, path: string, findings: Findings): void {
  if (type.type === 'anything' || (node.type === 'scalar' && node.value === null)) return;
  if (node.type === 'scalar') {
    if (!scalarFits(node.value, type.type)) reportType(node, type, path, findings);
  } else if (node.type === 'list') {
    if (type.type === 'list') checkList(node, type.of, path, findings);
    else reportType(node, type, path, findings);
  } else if (type.type === 'object') checkObject(node, type, path, findings);
  else if (type.type === 'words') for (const { key, value } of node.entries.values()) checkTypes(value, { type: 'string' }, join(path, key), findings);
  else reportType(node, type, path, findings);
}

function reportType(node: SourceNode, type: FieldType, path: string, findings: Findings): void {
  const name = path === '' ? 'The policy' : path;
  findings.add('wrong_type', { path, span: node.span }, `${name} must be ${wanted(type)}, not ${nounOf(typeOf(node))}.`, hintFor(node, type));
}

function checkObject(node: MapNode, type: FieldType & { type: 'object' }, path: string, findings: Findings): void {
  for (const { key, keySpan } of node.repeated)
    findings.add(
      'duplicate_key',
      { path: join(path, key), span: keySpan },
      `${join(path, key)} is given twice; this one is ignored, the last one counts.`,
      'Keep one of them.',
    );
  for (const entry of node.entries.values()) {
    const at = join(path, entry.key);
    const field = Object.hasOwn(type.fields, entry.key) ? type.fields[entry.key] : undefined;
    if (field !== undefined) {
      checkTypes(entry.value, field, at, findings);
      continue;
    }
    // Anything under `metadata` is without meaning for auditing: a label more or less misleads nobody.
    if (path.startsWith('metadata')) continue;
    const near = nearestWord(entry.key, Object.keys(type.fields));
    findings.add(
      'unknown_field',
      { path: at, span: entry.keySpan },
      `${type.name} has no field ${JSON.stringify(entry.key)}: it is ignored, and what stands below it too.`,
      near === null ? `Its fields are ${Object.keys(type.fields).join(', ')}.` : `Write ${near}.`,
    );
  }
}

function checkList(node: ListNode, of: FieldType, path: string, findings: Findings): void {
  for (const [index, item] of node.items.entries()) checkTypes(item, of, `${path}[${index}]`, findings);
}

function scalarFits(value: string | number | boolean | null, type: FieldType['type']): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'code':
      return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value));
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'time':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d([.,]\d+)?([Zz]|[-+]\d\d:\d\d)$/.test(value);
    default:
      return false;
  }
}

function wanted(type: FieldType): string {
  switch (type.type) {
    case 'list':
      return `a list of ${type.of.type === 'object' ? 'objects' : 'strings'}`;
    case 'words':
      return 'a map of strings';
    case 'object':
      return 'an object';
    case 'code':
      return 'an HTTP status code';
    case 'time':
      return 'a time such as 2026-01-31T12:00:00Z';
    default:
      return nounOf(type.type);
  }
}

function hintFor(node: SourceNode, type: FieldType): string | undefined {
  if (node.type === 'scalar' && type.type === 'string')
    return `Put it in quotes: "${String(node.value)}" (YAML 1.1 reads y, n, yes, no, on and off as true and false).`;
  if (type.type === 'list' && node.type === 'scalar') return `Write a list: [${JSON.stringify(node.value)}].`;
  if (type.type === 'list' && node.type === 'map') return 'Write a list: put "- " before it.';
  return undefined;
}

function join(path: string, key: string): string {
  const name = /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
  return path === '' ? name : `${path}.${name}`;
}
