import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/harness/longest-first.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'console/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    // Two cores: a third test runs while others wait for processes, timers and the disk.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A busy machine is no failure: what is waited for comes, or the test says what did not.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', './tools/closing-line-reporter.mjs'],
  },
});
