// Captured events that try to harm who looks at them: one line for each different set of tricks, and all whose bodies came from hostile clients.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpusFolder, splitLines } from './server.ts';

/** Bytes beyond ASCII, escaped characters that hide or move others, lone surrogates, markup, templates, SQL, formulas, addresses that run. */
const tricks = /[^\x20-\x7e]|\\u00[01]|\\u20[0-6]|\\ufe|\\ud[89a-f]|\\u003c(?!nil|none)|<|\$\{|\{\{|javascript:|' OR |=cmd|%3C|%0|DROP TABLE/gi;

const linesOf = (name: string): Buffer[] => splitLines(gunzipSync(readFileSync(path.join(corpusFolder, `${name}.ndjson.gz`))));

export function hostileLines(): Buffer[] {
  const seen = new Set<string>();
  const chosen = ['tke-policy', 'everything', 'metadata', 'modern-1.36'].flatMap(linesOf).filter((line) => {
    const used = [...new Set(line.toString('latin1').match(tricks))].sort().join(' ');
    if (used === '' || seen.has(used)) return false;
    seen.add(used);
    return true;
  });
  return [...linesOf('hostile-raw'), ...chosen];
}

/** Bodies of webhook requests as they were sent. */
export function hostileBodies(): Buffer[] {
  return linesOf('webhook-hostile').map((line) => Buffer.from((JSON.parse(line.toString('utf8')) as { bodyBase64: string }).bodyBase64, 'base64'));
}
