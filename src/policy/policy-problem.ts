// One finding about a policy: what is wrong, at which field, at which place of the text, and what to write instead.
import { indexPositions, type Problem } from '../lib/problem.ts';
import { policyProblemCodes, type PolicyProblemCode, type Severity } from './problem-codes.ts';
import type { Span } from './source-node.ts';

export interface PolicyProblem extends Problem {
  readonly code: PolicyProblemCode;
  readonly severity: Severity;
  /** The field, as upstream writes it: `rules[3].resources[0].group`; "" is the whole text. */
  readonly path: string;
}

/** Takes findings while a text is read; places are given as spans of that text. */
export interface Findings {
  add(code: PolicyProblemCode, place: { readonly path: string; readonly span: Span }, message: string, hint?: string): void;
  readonly all: readonly PolicyProblem[];
}

export function collectFindings(text: string): Findings {
  const all: PolicyProblem[] = [];
  const positionOf = indexPositions(text);
  return {
    all,
    add(code, place, message, hint) {
      all.push({
        code,
        severity: policyProblemCodes[code].severity,
        path: place.path,
        message,
        position: positionOf(Math.min(place.span.start, text.length)),
        ...(hint === undefined ? {} : { hint }),
      });
    },
  };
}
