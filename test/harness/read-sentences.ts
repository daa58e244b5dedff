// The sentences in source files as templates: each text that reads like words, with {} where something is put in.
import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';

/** A template with the file and the line that it stands in. */
export interface FoundSentence {
  readonly template: string;
  readonly place: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [member: string]: unknown;
}

/** Every text of a file that reads like words, in the order of the file. */
export function sentencesIn(file: string): readonly FoundSentence[] {
  const source = readFileSync(file, 'utf8');
  const found: FoundSentence[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isNode(value) || isSilent(value)) return;
    const texts = textsOf(value);
    if (texts === null) return visitMembers(value, visit);
    const place = `${file}:${source.slice(0, value.start).split('\n').length}`;
    for (const template of texts) if (readsLikeWords(template)) found.push({ template, place });
    holesOf(value).forEach(visit);
  };
  visit(parseSync(file, source).program);
  return found;
}

/** Words in a row, or words beside what is put in; no identifier, pattern or piece of code. */
export function readsLikeWords(template: string): boolean {
  return /(?:^|[\s("])[A-Za-z][a-z'’]*[,;:]? (?:[a-z]|\{\}|"|\*|`)|\{\}[,;:]? [a-z]{2}|\{\} [A-Z][a-z]/.test(template);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Where texts are names and no words: imports, types, what is compared with, what is thrown at ourselves, and what the reference of the API says. */
function isSilent({ type, callee, key, tag, operator }: Node): boolean {
  if (type === 'Property' && /^(?:description|summary)$/.test(nameOf(key))) return true;
  if (type.startsWith('TS') && !['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(type)) return true;
  if (type === 'BinaryExpression' && typeof operator === 'string' && /^[!=]==?$/.test(operator)) return true;
  return type === 'ImportDeclaration' || tag !== undefined || (type === 'NewExpression' && /^(TypeError|RangeError)$/.test(nameOf(callee)));
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node.name === 'string' ? node.name : '';
}

function visitMembers(node: Node, visit: (value: unknown) => void): void {
  if (node.type === 'CallExpression' && isNode(node.callee) && nameOf(node.callee.property) === 'describe') return visit(node.callee.object);
  for (const [member, value] of Object.entries(node)) if (!(member === 'key' && node.computed !== true)) visit(value);
}

/** What a literal can say; null for what is none. */
function textsOf(node: Node): readonly string[] | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : null;
  if (node.type === 'TemplateLiteral') {
    const holes = node.expressions as readonly Node[];
    const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[];
    return quasis
      .reduce<readonly string[]>(
        (texts, { value }, index) => texts.flatMap((text) => (index === 0 ? [''] : putIn(holes[index - 1])).map((put) => text + put + value.cooked)),
        [''],
      )
      .map((text) => text.replaceAll(/(?:\{\}){2,}/g, '{}'));
  }
  return null;
}

/** A choice between words is as many templates; everything else is a hole. */
function putIn(node: Node): readonly string[] {
  const texts = choicesOf(node);
  return texts.some((text) => /[A-Za-z]{2}/.test(text.replaceAll('{}', ''))) ? texts : ['{}'];
}

function choicesOf(node: Node): readonly string[] {
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].flatMap((branch) => choicesOf(branch as Node));
  return textsOf(node) ?? ['{}'];
}

/** What is looked into besides: whatever is put in and was not taken as words already. */
function holesOf(node: Node): readonly Node[] {
  if (node.type !== 'TemplateLiteral') return [];
  return (node.expressions as readonly Node[]).filter((hole) => putIn(hole)[0] === '{}' || putIn(hole).length === 0);
}
