// The answers of kube-apiserver's own policy code, 1.20.2 and 1.36.4, against ours: by function and by `policy explain --batch`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../src/policy/check.ts';

interface Answer {
  readonly level?: string;
  readonly omitStages?: readonly string[];
  readonly omitManagedFields?: boolean;
  readonly error?: string;
}
interface Case {
  readonly id: string;
  readonly policy: string;
  readonly v1_20_2: Answer;
  readonly v1_36_4: Answer;
}

const root = new URL('../../', import.meta.url).pathname;
const text = gunzipSync(readFileSync(path.join(root, 'examples/policy-golden.jsonl.gz'))).toString('utf8');
const cases = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

describe.each([
  ['1.20', 20, 'v1_20_2'],
  ['1.36', 36, 'v1_36_4'],
] as const)('policies as Kubernetes %s decides', (version, minor, key) => {
  it('explain --batch agrees on every line; a refusal agrees with a refusal', () => {
    expect(cases.length).toBe(2000);
    const folder = mkdtempSync(path.join(tmpdir(), 'policy-'));
    try {
      const file = path.join(folder, 'cases.jsonl');
      writeFileSync(file, text);
      const out = execFileSync(path.join(root, 'bin/cluster-audit'), ['policy', 'explain', '--batch', file, '--kubernetes', version], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      const given = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Answer & { id: string });
      expect(given.map((one) => one.id)).toEqual(cases.map((one) => one.id));
      const wrong = given.filter((one, at) => !agrees(one, cases[at][key]));
      expect(wrong).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('check refuses what the real code refuses, with a place and a reason', () => {
    for (const one of cases) {
      const { policy, problems } = checkPolicy(one.policy, minor);
      expect(policy === null, one.id).toBe(one[key].error !== undefined);
      expect(
        problems.some((problem) => problem.severity === 'error'),
        one.id,
      ).toBe(policy === null);
      for (const problem of problems) expect(problem.position?.line, one.id).toBeGreaterThan(0);
    }
  });
});

function agrees(given: Answer, real: Answer): boolean {
  if (real.error !== undefined || given.error !== undefined) return (real.error === undefined) === (given.error === undefined);
  return (
    given.level === real.level && JSON.stringify(given.omitStages) === JSON.stringify(real.omitStages) && given.omitManagedFields === real.omitManagedFields
  );
}
