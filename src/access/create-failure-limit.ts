// Counts failures within a sliding window of time and says how long to wait once there were too many.

export interface FailureLimit {
  note(): void;
  /** Whole seconds until the next try is allowed; 0 = now. */
  secondsToWait(): number;
}

export interface FailureLimitOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly allowed: number;
  readonly windowMs: number;
}

export function createFailureLimit(options: FailureLimitOptions): FailureLimit {
  const { now, allowed, windowMs } = options;
  let failedAt: number[] = [];
  return {
    note() {
      failedAt = [...failedAt, now()].slice(-allowed);
    },
    secondsToWait() {
      const time = now();
      // failures "from the future" are forgotten too: a clock set back must not lock anyone out for long
      failedAt = failedAt.filter((at) => at > time - windowMs && at <= time);
      return failedAt.length < allowed ? 0 : Math.ceil((failedAt[0] + windowMs - time) / 1000);
    },
  };
}
