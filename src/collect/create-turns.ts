// Turns: so many pieces of work at one time, the rest in the order in which they came.

export interface Turns {
  /** Runs `work` when it is its turn; settles as it does. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** At most `atOnce` pieces of work run at one time. */
export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    run: async (work) => {
      // Who is let in takes over the turn of whoever ended.
      if (running >= atOnce) await new Promise<void>((letIn) => waiting.push(letIn));
      else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
