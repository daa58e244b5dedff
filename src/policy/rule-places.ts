// Where each rule of a policy stands in its text, for those who are told of a rule by its number.
import { indexPositions } from '../lib/problem.ts';
import { readText } from './read-text.ts';
import { UnreadableText } from './source-node.ts';

export interface RulePlace {
  /** From 1. */
  readonly line: number;
  /** As written, without the dash before it. */
  readonly text: string;
}

/** In the order of the rules; empty where the text cannot be read. */
export function rulePlaces(text: string): readonly RulePlace[] {
  try {
    const { root } = readText(text);
    const rules = root?.type === 'map' ? root.entries.get('rules')?.value : undefined;
    if (rules?.type !== 'list') return [];
    const positionOf = indexPositions(text);
    return rules.items.map(({ span: { start, end } }) => {
      const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
      const written = text.slice(start, end).trimEnd();
      return { line: positionOf(start).line, text: written.replaceAll(new RegExp(`\\n {0,${Math.min(indent, deepestIndent)}}`, 'g'), '\n') };
    });
  } catch (error) {
    if (error instanceof UnreadableText) return [];
    throw error;
  }
}

const deepestIndent = 40;
