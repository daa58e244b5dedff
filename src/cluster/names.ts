// The rule for names of clusters, regions, logsets and topics: they stand in URLs, folders and queries.
import { AppError } from '../lib/app-error.ts';
import type { Problem } from '../lib/problem.ts';

export type NamedKind = 'cluster' | 'region' | 'logset' | 'topic';

export const maxNameLength = 63;
const namePattern = /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/;

export function isName(name: string): boolean {
  return namePattern.test(name);
}

/** What is wrong with a name, or null; the hint holds the rule and, where there is one, the nearest name that is right. */
export function checkName(kind: NamedKind, name: string): Problem | null {
  if (isName(name)) return null;
  const nearest = nearestName(name);
  const rule = `1 to ${maxNameLength} of a-z, 0-9, "." and "-", with a letter or digit at both ends`;
  return {
    code: 'bad_parameter',
    message: `${JSON.stringify(name.slice(0, 80))} is not a valid ${kind} name`,
    hint: nearest === '' ? `Use ${rule}.` : `Use ${rule}, such as "${nearest}".`,
  };
}

/** Throws AppError `bad_parameter` when the name breaks the rule. */
export function requireName(kind: NamedKind, name: string): void {
  const problem = checkName(kind, name);
  if (problem !== null) throw new AppError('bad_parameter', problem.message, { hint: problem.hint });
}

function nearestName(name: string): string {
  const cleaned = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-');
  return trimEnds(trimEnds(cleaned).slice(0, maxNameLength));
}

/** Takes away the dots and dashes that a name cannot begin or end with. */
export function trimEnds(name: string): string {
  return name.replace(/^[.-]+/, '').replace(/(?<![.-])[.-]+$/, '');
}
