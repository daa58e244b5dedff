// What a browser loads before it shows anything: small enough for a slow line to a bastion host.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const folder = path.resolve('dist/console');
const maxBytes = 300_000;

/** The files that the page names, and what their modules import before they run. */
function firstFiles(): string[] {
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const files = new Set([...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file));
  for (const file of files) {
    if (!file.endsWith('.js')) continue;
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const [, imported] of text.matchAll(/\bimport(?:[^("'`;]*from)?\s*["']\.\/([^"']+)["']/g))
      files.add(path.posix.join(path.posix.dirname(file), imported));
  }
  return [...files];
}

describe('the first page of the console', () => {
  it('comes with less than 300 kB of script and style, compressed', () => {
    const sizes = firstFiles().map((file) => [file, gzipSync(readFileSync(path.join(folder, file))).length] as const);
    expect(sizes.some(([file]) => file.endsWith('.css')) && sizes.filter(([file]) => file.endsWith('.js')).length > 1).toBe(true);
    expect(
      sizes.reduce((sum, [, bytes]) => sum + bytes, 0),
      sizes.map(([file, bytes]) => `${file} ${bytes}`).join(', '),
    ).toBeLessThan(maxBytes);
  });

  it('comes without the editor of policies', () => {
    expect(firstFiles().filter((file) => readFileSync(path.join(folder, file), 'utf8').includes('cm-content'))).toEqual([]);
  });
});
