import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BodyContext } from '../store/encode-body.ts';
import { openSpool } from './spool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = (seq: number): BodyContext => ({ seq, cluster: 'c', topic: 't', retentionDays: 30, source: 'admin', receivedAt: 1 });
const segment = (): string =>
  path.join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.seg'))!,
  );

async function spoolWith(bodies: readonly Buffer[]): Promise<void> {
  const spool = openSpool(folder);
  await Promise.all(bodies.map((body, k) => spool.append(context(k + 1), body)));
  await spool.close();
}

describe('openSpool', () => {
  it('gives back what was appended, in order and byte for byte', async () => {
    const bodies = [Buffer.from('one'), Buffer.alloc(3_000_000, 7), Buffer.alloc(0), Buffer.from([0, 255])];
    await spoolWith(bodies);
    const records = [...openSpool(folder).recovered()];
    expect(records.map(({ context: { seq } }) => seq)).toEqual([1, 2, 3, 4]);
    expect(records.every(({ bytes }, k) => bytes.equals(bodies[k]))).toBe(true);
  });

  it('cuts a torn tail off, wherever it broke, and keeps all before it', async () => {
    await spoolWith([Buffer.from('first body'), Buffer.from('second body')]);
    const whole = readFileSync(segment());
    const firstEnd = whole.indexOf('first body') + 10;
    for (let length = firstEnd; length < whole.length; length += 1) {
      writeFileSync(segment(), whole.subarray(0, length));
      expect([...openSpool(folder).recovered()].map(({ bytes }) => bytes.toString())).toEqual(['first body']);
      expect(statSync(segment()).size).toBe(firstEnd);
    }
  });

  it('sees damage by its checksum, and garbage after the end', async () => {
    await spoolWith([Buffer.from('first body'), Buffer.from('second body')]);
    const whole = readFileSync(segment());
    const damaged = Buffer.from(whole);
    damaged[whole.indexOf('second body') + 3] ^= 1;
    writeFileSync(segment(), damaged);
    expect([...openSpool(folder).recovered()]).toHaveLength(1);
    writeFileSync(segment(), whole);
    appendFileSync(segment(), Buffer.alloc(5000, 0x43));
    expect([...openSpool(folder).recovered()]).toHaveLength(2);
  });

  it('goes on after a trim of everything, and forgets only what is stored', async () => {
    const spool = openSpool(folder);
    await spool.append(context(1), Buffer.alloc(5_000_000));
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
    spool.trim(1);
    expect(readdirSync(folder)).toEqual([]);
    await spool.append(context(2), Buffer.from('next'));
    spool.trim(1);
    await spool.close();
    expect([...openSpool(folder).recovered()].map(({ context: { seq } }) => seq)).toEqual([2]);
  });
});
