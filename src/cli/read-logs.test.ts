import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { findLogs, readBodies } from './read-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

async function read(file: string): Promise<{ text: string; heard: number }> {
  let heard = 0;
  const bodies: Uint8Array[] = [];
  for await (const body of readBodies({ file, bytes: null }, (bytes) => (heard += bytes))) bodies.push(body);
  return { text: Buffer.concat(bodies).toString(), heard };
}

describe('findLogs', () => {
  it('gives the rotated logs of a folder oldest first, the live one last, and nothing else', () => {
    const names = ['audit-2026-11-23T04-51-26.598.log.gz', 'audit-2026-11-23T04-51-27.001.log', 'audit-2026-11-24T00-00-00.000.log.gz', 'audit.log'];
    for (const name of [...names].reverse()) write(name, '{}');
    write('notes.md', '');
    expect(findLogs(folder).map(({ file }) => basename(file))).toEqual(names);
  });

  it('says what is not there', () => {
    expect(() => findLogs(join(folder, 'none.log'))).toThrow(/cannot be read/);
    expect(findLogs('-')).toEqual([{ file: '-', bytes: null }]);
  });
});

describe('readBodies', () => {
  it('reads gzip of several members, whatever the name says, and tells the bytes on disk', async () => {
    const members = Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"a":2}')]);
    expect(await read(write('members.gz', members))).toEqual({ text: '{"a":1}\n{"a":2}', heard: members.length });
    expect((await read(write('unnamed.json', members))).text).toBe('{"a":1}\n{"a":2}');
    expect((await read(write('plain.log.gz', '{"a":3}'))).text).toBe('{"a":3}');
  });

  it('names the file whose data is damaged, after what could be read', async () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, n) => `{"n":${n},"r":"${Math.sin(n)}"}`).join('\n')));
    const file = write('torn.gz', whole.subarray(0, whole.length / 2));
    await expect(read(file)).rejects.toMatchObject({ code: 'bad_parameter', message: expect.stringContaining('torn.gz') });
  });
});
