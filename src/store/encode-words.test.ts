import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isObject, parseJson } from '../audit/json-value.ts';
import { cutWords, isIndexedWord } from '../audit/words.ts';
import { visitText } from '../search/match-text.ts';
import { columnIndex, decodeEvent } from './decode-event.ts';
import { encodeBody } from './encode-body.ts';
import { readRow, type Row } from './engine/read-rows.ts';
import { areOfPlainUuid, isOfPlainTime } from './identifiers/forms.ts';
import { hashWord } from './identifiers/hash-word.ts';
import { findPlaces, stripeOf } from './identifiers/pack.ts';
import { columns } from './schema.ts';

const kinds = columns.map((column) => column.kind);
const context = { seq: 1, cluster: 'c', topic: 't', retentionDays: 30, source: 's', receivedAt: 0 };

async function rowsOf(body: Uint8Array): Promise<Row[]> {
  const { buffer, rows } = await encodeBody(body, context);
  return rows.map(({ from, to }) => readRow(buffer.subarray(from, to), kinds));
}

/** Words that neither index holds for each event: those of its auditID and times in their usual forms. */
const isOfOwnForm = (word: string): boolean => isOfPlainTime(word) || areOfPlainUuid([word], false);

const wordsOf = (row: Row): string[] => (row[columnIndex('words')] as Buffer).toString('utf8').split(' ');

/** What the evaluator sees as words of the event, as far as the index holds them. */
function wordsSeen(bytes: Uint8Array, isHeld = isIndexedWord): Set<string> {
  const event = parseJson(bytes);
  const seen = new Set<string>();
  if (isObject(event))
    visitText(event, (text) => {
      for (const word of cutWords(text)) if (isHeld(word)) seen.add(word);
      return false;
    });
  return seen;
}

const head = '{"kind":"Event","auditID":"a-1","stage":"Panic","verb":"get","user":{"username":"alice"},"requestObject":';

describe('words of an event', () => {
  it.each(['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'])('are those that the evaluator sees, in all of %s', async (name) => {
    let odd = 0;
    const rows = await rowsOf(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));
    for (const row of rows) {
      if (row[columnIndex('odd')] === 1) {
        odd += 1;
        continue;
      }
      expect(new Set(wordsOf(row))).toEqual(wordsSeen(decodeEvent(row)));
    }
    expect(rows.length - odd).toBeGreaterThan(rows.length / 2);
  });

  it.each([
    String.raw`"\nnginx \u003cscript\u003e \u0061bc x\u0000y \"quoted\" \\back\/slash"`,
    '"naïve café Ünïcode ＡＢＣ １２３ ſ K İ"',
    '[null,true,false,1.5e10,-7,12345,"null",{"null":null,"k_1":[["deep"]]}]',
    '{"uid":"2f5a1b3c-9d8e-4f70-a1b2-c3d4e5f60718","t":"2026-11-26T08:15:24.904665Z","sha":"deadbeef1234","v":"v1.20.2","x":"xmrig7f3a9"}',
    `"${'a'.repeat(64)} ${'b'.repeat(65)} ${'c1'.repeat(32)}x"`,
    '{"a":1,"a":"twice"}',
  ])('are those that the evaluator sees, in %s', async (body) => {
    const [row] = await rowsOf(Buffer.from(`${head}${body}}`));
    expect(new Set(wordsOf(row))).toEqual(wordsSeen(decodeEvent(row)));
  });

  it('stay right when a client sends more words than are remembered', async () => {
    const letters = (n: number): string => String(n).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]);
    const many = Array.from({ length: 300 }, (_, k) => `${head}"${Array.from({ length: 300 }, (__, n) => `w${letters(k)}x${letters(n)}y`).join(' ')}"}`);
    const rows = await rowsOf(Buffer.from(many.join('\n')));
    expect(rows.length).toBe(many.length);
    for (const row of rows) expect(new Set(wordsOf(row))).toEqual(wordsSeen(decodeEvent(row)));
  });

  it.each(['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'])('that are left out are found at their places, in all of %s', async (name) => {
    const { buffer, rows, identifiers } = await encodeBody(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)), context);
    let looked = 0;
    for (const { from, to, place } of rows) {
      const row = readRow(buffer.subarray(from, to), kinds);
      if (row[columnIndex('odd')] === 1) continue;
      for (const word of wordsSeen(decodeEvent(row), (one) => !isIndexedWord(one) && !isOfOwnForm(one))) {
        const places = findPlaces(identifiers[stripeOf(hashWord(word))], hashWord(word));
        expect(places === 'anywhere' || places.includes(place)).toBe(true);
        looked += 1;
      }
    }
    expect(looked).toBeGreaterThan(100);
  });

  it('with a digit, or too long, are not indexed', () => {
    const yes = ['nginx', 'x_y', 'deadbeef', '１２３４５', 'a'.repeat(64)];
    const no = ['v1', '403', 'e2e', '2f5a1b3c', '904665z', 'a'.repeat(65)];
    expect([...yes, ...no].filter(isIndexedWord)).toEqual(yes);
  });
});
