import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { browserProgram } from '../harness/browser.ts';
import { Document } from '../oracle/document.ts';
import { splitLines } from '../harness/server.ts';

const run = (...args: string[]): { status: number | null; stdout: Buffer; stderr: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/bench.mjs', ...args], { maxBuffer: 1 << 28 });
  return { status, stdout, stderr: stderr.toString('utf8') };
};

describe('npm run bench', () => {
  it('generate grows captured events with identities and times of their own, the same for the same seed', () => {
    const args = ['generate', '--events', '2500', '--corpus', 'examples/metadata.ndjson.gz', '--end', '2026-12-01T00:00:00Z'];
    const { status, stdout } = run(...args, '--seed', '7');
    const lines = splitLines(stdout);
    expect([status, lines.length, new Set(lines.map((line) => line.toString('latin1'))).size]).toEqual([0, 2500, 2500]);
    const events = lines.map((line) => new Document(line));
    const isUuid = (id: string): boolean => /^(?!0{8})[0-9a-f]{8}-/.test(id);
    // Each pass over the 998 captured events has its own; the stages of a request share theirs.
    const passes = [0, 1, 2].map((pass) => new Set(events.slice(pass * 998, (pass + 1) * 998).flatMap((event) => [event.string('auditID')!].filter(isUuid))));
    expect([...passes[0]].filter((id) => passes[1].has(id) || passes[2].has(id))).toEqual([]);
    expect(passes[0].size).toBe(passes[1].size);
    const times = events.map((event) => event.micros('stageTimestamp')!);
    expect(Math.max(...times)).toBeLessThanOrEqual(Date.UTC(2026, 11, 1) * 1000);
    expect(Math.min(...times.slice(998, 1996))).toBeGreaterThan(Math.max(...times.slice(0, 998)));
    expect(run(...args, '--seed', '7').stdout.equals(stdout)).toBe(true);
    expect(run(...args, '--seed', '8').stdout.equals(stdout)).toBe(false);
  });

  it.runIf(existsSync('/proc/self/statm'))('ingest prints what it measured as JSON, beside a plain append', () => {
    const { status, stdout, stderr } = run(
      'ingest',
      '--events',
      '1000',
      '--corpus',
      'examples/metadata.ndjson.gz',
      '--settle',
      '0',
      '--batch',
      '100',
      '--connections',
      '2',
    );
    expect([stderr, status]).toEqual(['', 0]);
    const result = JSON.parse(stdout.toString('utf8')) as Record<'input' | 'product' | 'append' | 'ratio', Record<string, unknown>>;
    expect(result.input).toMatchObject({ events: 1000, bodies: 10, batch: 100, connections: 2 });
    const figures = {
      eventsPerSecond: expect.any(Number),
      cpuSecondsPerMillion: expect.any(Number),
      peakRssMb: expect.any(Number),
      ackMs: { p50: expect.any(Number), p95: expect.any(Number), max: expect.any(Number) },
    };
    expect(result.product).toMatchObject({ ...figures, diskBytesPerEvent: { engine: expect.any(Number) } });
    expect(result.append).toMatchObject({ ...figures, diskBytesPerEvent: expect.any(Number) });
    expect(Object.keys(result.ratio)).toEqual(expect.arrayContaining(Object.keys(figures)));
  });

  it.runIf(existsSync('/proc/self/statm'))('overload prints what was answered and what is stored', () => {
    const { status, stdout } = run(
      'overload',
      '--rated',
      '800',
      '--times',
      '5',
      '--seconds',
      '1',
      '--connections',
      '20',
      '--corpus',
      'examples/metadata.ndjson.gz',
    );
    const { rated, over, acknowledged, stored, floor } = JSON.parse(stdout.toString('utf8')) as Record<string, Record<string, unknown>>;
    expect([status, stored]).toEqual([0, acknowledged]);
    expect(acknowledged).toBeGreaterThan(1600);
    for (const one of [rated, over])
      expect(one).toMatchObject({ ackMs: { p50: expect.any(Number), p99: expect.any(Number) }, other: 0, unanswered: 0, serverMb: expect.any(Number) });
    expect(floor).toMatchObject({ ackP99Ms: 200, met: expect.any(Boolean) });
  });
  it.runIf(existsSync('/proc/self/statm'))(
    'search checks every answer against a scan and prints what each question took',
    () => {
      const args = [
        'search',
        '--events',
        '2200',
        '--sets',
        '2',
        '--seconds',
        '0',
        '--settle',
        '0',
        '--raw',
        'false',
        '--corpus',
        'examples/metadata.ndjson.gz',
      ];
      const { status, stdout, stderr } = run(...args);
      const result = JSON.parse(stdout.toString('utf8')) as { questions: { name: string; wrong: number; warmMs: { p50: number } }[] };
      expect([status, result.questions.map(({ name, wrong }) => `${name} ${wrong}`).filter((line) => !line.endsWith(' 0')), stderr]).toEqual([0, [], '']);
      expect(result.questions.map(({ name }) => name)).toEqual(expect.arrayContaining(['newest', 'user', 'audit-id', 'phrase', 'histogram', 'facets']));
      expect(result.questions.every(({ warmMs }) => warmMs.p50 > 0)).toBe(true);
    },
    300_000,
  );

  it.skipIf(browserProgram === null)(
    'console prints what each step took in a real browser, and holds it to its limits when asked',
    () => {
      const args = ['console', '--events', '1200', '--rows', '300', '--settle', '0', '--corpus', 'examples/metadata.ndjson.gz'];
      const { status, stdout, stderr } = run(...args);
      expect(status, stderr).toBe(0);
      const result = JSON.parse(stdout.toString('utf8')) as {
        input: { rows: number };
        firstPaint: { rowsMs: number };
        steps: { name: string; longestMs: number | null; frames: number; frameP95Ms: number }[];
      };
      expect(result.steps.map(({ name }) => name)).toEqual(['openRow', 'nextRow', 'facet', 'brush', 'type', 'scroll', 'openAmongMany']);
      expect(result.input.rows).toBeGreaterThanOrEqual(300);
      expect(result.firstPaint.rowsMs).toBeGreaterThan(0);
      // Scrolling by the wheel is no interaction; every other step has a click or a key.
      for (const { name, longestMs, frames } of result.steps) expect([name, name === 'scroll' || longestMs! > 0, frames > 0]).toEqual([name, true, true]);
      expect(stderr).toContain('frame p95 ms');
    },
    600_000,
  );

  it('says how it is used when the name or an option is wrong', () => {
    for (const args of [[], ['nonsense'], ['ingest', '--events', '0'], ['ingest', '--nonsense'], ['overload', '--rated', 'x'], ['console', '--rows', 'x']]) {
      const { status, stdout, stderr } = run(...args);
      expect([args, status, stdout.length]).toEqual([args, 2, 0]);
      expect(stderr).toContain('usage: npm run bench');
    }
  });
});
