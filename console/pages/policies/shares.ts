// Shares of what was recorded, as the tables and bars show them.

/** How much less the second is than the first, as a share of it; 0 where there is nothing. */
export function lessBy(before: number, after: number): number {
  return before === 0 ? 0 : (before - after) / before;
}

/** A share of a whole for a bar, between 0 and 1. */
export function shareOf(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, part / whole));
}

export interface Answered {
  readonly recorded: number;
  readonly kept: number;
}

/** What becomes of a question: asked of nothing before, as before, partly lost, lost. */
export function fateOf({ recorded, kept }: Answered): 'notAsked' | 'lostNone' | 'lostSome' | 'lostAll' {
  if (recorded === 0) return 'notAsked';
  if (kept >= recorded) return 'lostNone';
  return kept === 0 ? 'lostAll' : 'lostSome';
}
