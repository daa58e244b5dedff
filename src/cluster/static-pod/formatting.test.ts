// Random formatting of one manifest: indentation, quoting, flow style, comments, blank lines and line ends never change what a patch means or loses.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isMap, isSeq, parse, parseAllDocuments, parseDocument, visit } from 'yaml';
import { kubeadmManifest } from '../../../test/harness/kubeadm-manifest.ts';
import { patchManifest } from './patch-manifest.ts';
import { readManifest } from './read-manifest.ts';
import { unpatchManifest } from './unpatch-manifest.ts';
import { wantedOf } from './wanted.ts';
import { noteFigures } from '../../../test/harness/figures.ts';

/** Many in `npm run torture`. */
const numRuns = Number(process.env.MANIFEST_RUNS ?? 25);

interface Pod {
  metadata: { annotations: Record<string, string> };
  spec: { containers: { command: string[]; volumeMounts: unknown[] }[]; volumes: unknown[] };
}

const formatting = fc.record({
  minor: fc.integer({ min: 20, max: 36 }),
  indent: fc.integer({ min: 1, max: 6 }),
  indentSeq: fc.boolean(),
  defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_SINGLE' as const, 'QUOTE_DOUBLE' as const),
  /** Which lists and mappings are written in flow style, by their number. */
  flow: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }),
  comments: fc.array(
    fc.tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom('  # said', '\t# after a tab', ' ', '\n', '\n# of its own\t', '\n      # indented')),
    { maxLength: 12 },
  ),
  eol: fc.constantFrom('\n', '\r\n'),
  head: fc.constantFrom('', '---\n', '# first\n---\n', '\n\n'),
  tail: fc.constantFrom('', '\n', '---\nkind: Other\n', '\n# last'),
  endsOpen: fc.boolean(),
});

function write(f: typeof formatting extends fc.Arbitrary<infer T> ? T : never): string {
  const document = parseDocument(kubeadmManifest({ minor: f.minor }));
  let number = 0;
  visit(document, {
    Collection: (_, node) => {
      if ((isMap(node) || isSeq(node)) && f.flow.includes(number++)) node.flow = true;
    },
  });
  const text = document.toString({ indent: f.indent, indentSeq: f.indentSeq, defaultStringType: f.defaultStringType, lineWidth: 100 });
  const lines = text.replace(/\n$/, '').split('\n');
  // A comment behind a quoted scalar that goes on in the next line would be text.
  for (const [at, comment] of f.comments) if (at < lines.length && /[\w"'}\]]$/.test(lines[at]) && balanced(lines[at])) lines[at] += comment;
  const whole = `${f.head}${lines.join('\n')}${f.endsOpen && f.tail === '' ? '' : '\n'}${f.tail}`;
  return whole.replaceAll('\n', f.eol);
}

/** Whole lines only: what is open at their end goes on. */
function balanced(line: string): boolean {
  const count = (mark: RegExp): number => (line.match(mark) ?? []).length;
  return count(/"/g) % 2 === 0 && count(/'/g) % 2 === 0 && count(/[[{]/g) === count(/[\]}]/g);
}

it('any formatting is patched as meant and comes back to the byte', () => {
  fc.assert(
    fc.property(formatting, fc.constantFrom('log' as const, 'webhook' as const, 'both' as const), (f, mode) => {
      const text = write(f);
      // A comment within a flow mapping may be more than the parser takes: then the file is left alone, with the place.
      if (parseAllDocuments(text).some(({ errors }) => errors.length > 0)) {
        expect(() => readManifest('m', text)).toThrow(/^m:\d+:\d+ cannot be read/);
        return;
      }
      const hashes = { policy: 'ab'.repeat(32) };
      const { text: after, changes } = patchManifest('m', text, wantedOf(readManifest('m', text), { mode, hasPolicy: true, hashes }));
      const first = (whole: string): Pod => parse(whole.split(/^---\r?\nkind: Other/m)[0]) as Pod;
      const [was, is] = [first(text), first(after)];
      const added = <T>(old: readonly T[], now: readonly T[]): readonly T[] => (expect(now.slice(0, old.length)).toEqual(old), now.slice(old.length));
      expect(added(was.spec.containers[0].command, is.spec.containers[0].command)).toHaveLength(mode === 'log' ? 6 : mode === 'webhook' ? 4 : 9);
      expect(added(was.spec.containers[0].volumeMounts, is.spec.containers[0].volumeMounts)).toHaveLength(mode === 'webhook' ? 1 : 2);
      expect(added(was.spec.volumes, is.spec.volumes)).toHaveLength(mode === 'webhook' ? 1 : 2);
      expect(is.metadata.annotations).toEqual({ ...was.metadata.annotations, 'cluster-audit/policy-sha256': hashes.policy });
      expect(unpatchManifest('m', after, changes)).toEqual({ text, left: [] });
    }),
    { numRuns },
  );
  noteFigures({ manifests: numRuns, 'other changes': 0 });
}, 3_600_000);
