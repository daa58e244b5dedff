import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../audit/json-value.ts';
import { both, event, json, status } from '../../test/harness/story-events.ts';
import { sentenceLanguages, tell, tellPlainly } from './tell.ts';

/** The whole corpora where they lie beside the checkout. */
const folder = existsSync('../shared/corpus') ? '../shared/corpus' : 'examples';
const corpora = ['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'];

function linesOf(place: string): Buffer[] {
  const bytes = gunzipSync(readFileSync(place));
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    lines.push(bytes.subarray(from, end < 0 ? bytes.length : end));
    from = end < 0 ? bytes.length : end + 1;
  }
  return lines.filter((line) => line.length > 0);
}

describe('the sentence of a request', () => {
  it('several stages tell what the latest one says, with bodies of whichever has them', () => {
    const stages = [
      event({ verb: 'patch', stage: 'ResponseComplete' }),
      event({ verb: 'patch', stage: 'RequestReceived', code: null, requestObject: { spec: { replicas: 4 } } }),
    ];
    expect(tellPlainly(stages.map(json), 'en')).toBe('alice scaled deployment shop/web to 4');
  });

  it('says what kind of deed it was, and which pieces came from the event', () => {
    const { family, parts } = tell(json(event({ verb: 'delete' })), 'en');
    expect(family).toBe('delete');
    expect(parts.filter(({ isReceived }) => isReceived).map(({ role, text }) => [role, text])).toEqual([
      ['actor', 'alice'],
      ['object', 'deployment'],
      ['object', 'shop/web'],
    ]);
  });
});

describe('hostile events', () => {
  it.each([
    ['hidden characters are named', { user: { username: 'a\u202Eb\u0000c\nd\ud800' } }, '"a<U+202E>b<U+0000>c<U+000A>d<U+D800>" read deployment shop/web'],
    ['keys that are prototypes elsewhere are keys', { verb: 'patch', requestObject: { ['__proto__x']: 1 } }, 'alice changed __proto__x of deployment shop/web'],
  ])('%s', (_title, given, english) => {
    expect(both(event(given))[0]).toBe(english);
  });

  it('__proto__ is a key like any other', () => {
    const text = JSON.stringify(event({ verb: 'patch', requestObject: { x: { y: 1 } } })).replace('"x":', '"__proto__":');
    expect(both(text)[0]).toBe('alice changed __proto__.y of deployment shop/web');
    expect(both('{"__proto__":{"verb":"delete","user":{"username":"eve"}}}')[0]).not.toContain('eve');
  });

  it('a body 9,900 levels deep and one of two megabytes cost a line like any other', () => {
    const deep = JSON.stringify(event({ verb: 'patch', requestObject: 'HERE' })).replace('"HERE"', `${'{"a":'.repeat(9_900)}1${'}'.repeat(9_900)}`);
    expect(both(deep)[0]).toBe(`alice changed ${Array.from({ length: 12 }, () => 'a').join('.')} of deployment shop/web`);
    const wide = event({ verb: 'patch', requestObject: Object.fromEntries(Array.from({ length: 20_000 }, (_value, k) => [`key-${k}`, 'x'.repeat(10)])) });
    expect(both(wide)[0]).toContain('key-0, key-1, key-2 and 197 more of');
  });

  it('long values give way to the result', () => {
    const long = 'x'.repeat(5000);
    for (const text of both(
      event({
        user: { username: long },
        impersonatedUser: { username: long },
        object: { resource: long, subresource: long, namespace: long, name: long },
        ...status(403, 'Forbidden'),
        annotations: { 'authorization.k8s.io/reason': long },
      }),
    )) {
      expect(text.length).toBeLessThan(300);
      expect(text).toMatch(/may not|无权/);
    }
  });

  it('any JSON at all gets a line', () => {
    const keys = fc.constantFrom(
      'verb',
      'stage',
      'user',
      'username',
      'groups',
      'objectRef',
      'resource',
      'subresource',
      'name',
      'requestObject',
      'spec',
      'replicas',
      'responseStatus',
      'code',
      'op',
      'path',
      'value',
      'metadata',
      'labels',
    );
    const words = fc.constantFrom('patch', 'create', 'get', 'pods', 'scale', 'exec', 'token', 'ResponseComplete', 'Panic', '/spec/replicas', 'add', 'nodes');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        words,
        fc.integer(),
        fc.constant(null),
        fc.boolean(),
        fc.string({ unit: 'binary' }),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(keys, keys, fc.string()), tie('tree'), { maxKeys: 8 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        for (const text of both(JSON.stringify(value))) {
          expect(text.length).toBeLessThan(300);
          // eslint-disable-next-line no-control-regex -- none of these may be left
          expect(text).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('captured events', () => {
  it.each(corpora)('every event of %s has a bounded sentence in both languages, made of what is there', (name) => {
    for (const line of linesOf(`${folder}/${name}.ndjson.gz`)) {
      const event = parseJson(line);
      for (const language of sentenceLanguages) {
        const { parts } = tell(event, language);
        const ours = parts.filter(({ isReceived }) => !isReceived);
        if (ours.some(({ text }) => /undefined|null|\[object|NaN/.test(text))) expect.fail(tellPlainly(event, language));
        const text = tellPlainly(event, language);
        // Some captured objects are really called "undefined".
        if (text.length >= 300 || (/undefined|\[object/.test(text) && !line.includes('undefined'))) expect.fail(text);
      }
    }
  });

  it('test/golden/sentences.txt is current (tools/golden-sentences.mjs writes it)', () => {
    const golden = readFileSync('test/golden/sentences.txt', 'utf8').trimEnd().split('\n\n');
    expect(golden).toHaveLength(200);
    const lines = new Map(corpora.map((name) => [name, linesOf(`examples/${name}.ndjson.gz`)]));
    const told = golden.map((entry) => {
      const [place] = entry.split('\n');
      const [file, line] = place.split(':');
      const event = parseJson(lines.get(file)![Number(line) - 1]);
      return `${place}\n${tellPlainly(event, 'en')}\n${tellPlainly(event, 'zh')}`;
    });
    expect(told).toEqual(golden);
  });
});
