// Writes a draft as YAML that a person would have written: a comment a rule, short lists in one line, quotes where YAML 1.1 needs them.
import { ruleFields, type Draft, type DraftResources, type DraftRule } from './draft.ts';

const lineWidth = 110;

/** The YAML text of a draft, ending with a line break. */
export function printDraft(draft: Draft): string {
  return [
    ...comment(draft.sentence, ''),
    `apiVersion: ${draft.apiVersion ?? 'audit.k8s.io/v1'}`,
    'kind: Policy',
    ...(draft.omitStages === undefined || draft.omitStages.length === 0 ? [] : [`omitStages: ${printFlow(draft.omitStages)}`]),
    ...(draft.omitManagedFields === undefined ? [] : [`omitManagedFields: ${draft.omitManagedFields}`]),
    'rules:',
    ...draft.rules.flatMap((rule) => printRule(rule)),
    '',
  ].join('\n');
}

/** The lines of a rule in a list that is indented by two, without line breaks. */
export function printRule(rule: DraftRule): string[] {
  const lines = ruleFields.flatMap((field) => printField(field, rule));
  return [...comment(rule.sentence, '  '), ...lines.map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`))];
}

function printField(field: (typeof ruleFields)[number], rule: DraftRule): string[] {
  const value = rule[field];
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
  if (field === 'resources') return ['resources:', ...(rule.resources ?? []).flatMap(printResources)];
  if (typeof value === 'string') return [`${field}: ${scalar(value)}`];
  if (typeof value === 'boolean') return [`${field}: ${value}`];
  return printList(field, value as readonly string[]);
}

function printResources(entry: DraftResources): string[] {
  const lines = [`  - group: ${JSON.stringify(entry.group)}`];
  for (const field of ['resources', 'resourceNames'] as const)
    if (entry[field] !== undefined && entry[field].length > 0) lines.push(...printList(field, entry[field]).map((line) => `    ${line}`));
  return lines;
}

function printList(field: string, texts: readonly string[]): string[] {
  const inLine = `${field}: ${printFlow(texts)}`;
  return inLine.length <= lineWidth ? [inLine] : [`${field}:`, ...texts.map((text) => `  - ${scalar(text)}`)];
}

/** A list in one line. */
export function printFlow(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(', ')}]`;
}

const plainWords = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);

/** Plain where both YAML versions read it as this very string, else in double quotes, as JSON writes it. */
function scalar(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !plainWords.has(text.toLowerCase())) return text;
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Cs}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function comment(sentence: string, indent: string): string[] {
  const lines: string[] = [];
  if (sentence === '') return lines;
  for (const word of sentence.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= lineWidth) lines.push(`${indent}# ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
