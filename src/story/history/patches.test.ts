import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, printJson, type JsonValue } from '../../audit/json-value.ts';
import { isEqual } from './edit-json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch, applyStrategicPatch } from './merge-patch.ts';

const json = (value: unknown): JsonValue => parseJson(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const text = (value: JsonValue | null): unknown => (value === null ? null : JSON.parse(printJson(value)));

describe('JSON Patch (RFC 6902, appendix A)', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['add a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { foo: 'bar', baz: 'qux' }],
    ['add an element', { foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
    ['add at the end', { foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc'] }], { foo: ['bar', ['abc']] }],
    ['remove a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    ['remove an element', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    ['replace', { baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
    ['replace an element', { a: [1, 2] }, [{ op: 'replace', path: '/a/0', value: 3 }], { a: [3, 2] }],
    [
      'move',
      { foo: { bar: 'baz', waldo: 'fred' }, qux: {} },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { thud: 'fred' } },
    ],
    ['copy', { a: { b: [1] } }, [{ op: 'copy', from: '/a/b', path: '/c' }], { a: { b: [1] }, c: [1] }],
    [
      'a test that holds',
      { baz: 'qux', foo: ['a', 2, 'c'] },
      [
        { op: 'test', path: '/baz', value: 'qux' },
        { op: 'test', path: '/foo/1', value: 2 },
      ],
      { baz: 'qux', foo: ['a', 2, 'c'] },
    ],
    ['a test that does not', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }], null],
    ['a nested member', { foo: 'bar' }, [{ op: 'add', path: '/child', value: { grandchild: {} } }], { foo: 'bar', child: { grandchild: {} } }],
    ['a place that is not there', { foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 'qux' }], null],
    [
      'escaped pointers',
      { '/': 9, '~1': 10 },
      [
        { op: 'replace', path: '/~01', value: 1 },
        { op: 'remove', path: '/~1' },
      ],
      { '~1': 1 },
    ],
    ['the whole', { foo: 'bar' }, [{ op: 'replace', path: '', value: { x: 1 } }], { x: 1 }],
    ['no such operation', {}, [{ op: 'spam', path: '/a' }], null],
    ['no pointer', {}, [{ op: 'add', path: 'a', value: 1 }], null],
    ['an index past the end', { a: [1] }, [{ op: 'add', path: '/a/3', value: 1 }], null],
    ['no patch', {}, { a: 1 }, null],
  ])('%s', (_title, body, patch, expected) => {
    expect(text(applyJsonPatch(json(body), json(patch)))).toEqual(expected);
  });

  it('__proto__ is a member like any other, and a pointer of 20,000 parts is followed', () => {
    expect(printJson(applyJsonPatch(json('{"a":1}'), json('[{"op":"add","path":"/__proto__","value":{"x":1}}]'))!)).toBe('{"a":1,"__proto__":{"x":1}}');
    const deep = `${'{"a":'.repeat(9_900)}1${'}'.repeat(9_900)}`;
    const changed = applyJsonPatch(json(deep), json([{ op: 'replace', path: '/a'.repeat(9_900), value: 2 }]));
    expect(printJson(changed!)).toBe(deep.replace('1', '2'));
    expect(applyJsonPatch(json('{}'), json([{ op: 'add', path: '/a'.repeat(20_000), value: 2 }]))).toBeNull();
  });
});

describe('JSON Merge Patch (RFC 7396, appendix A)', () => {
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j', (body, patch, expected) => {
    expect(text(applyMergePatch(json(body), json(patch)))).toEqual(expected);
  });

  it('keeps the digits of numbers, and gives up on what is nested too deep', () => {
    expect(printJson(applyMergePatch(json('{"a":1e400,"b":0.10}'), json('{"c":12345678901234567890123}'))!)).toBe(
      '{"a":1e400,"b":0.10,"c":12345678901234567890123}',
    );
    expect(applyMergePatch(json('{}'), json(`${'{"a":'.repeat(9_900)}1${'}'.repeat(9_900)}`))).toBeNull();
  });
});

const pod = {
  spec: {
    containers: [
      { name: 'app', image: 'a:1', env: [{ name: 'X', value: '1' }] },
      { name: 'log', image: 'l:1' },
    ],
    tolerations: [{ key: 'a' }],
  },
};

describe('strategic merge patch', () => {
  it.each<[string, unknown, unknown, unknown]>([
    [
      'merges elements by name',
      pod,
      { spec: { containers: [{ name: 'app', image: 'a:2' }] } },
      { spec: { ...pod.spec, containers: [{ ...pod.spec.containers[0], image: 'a:2' }, pod.spec.containers[1]] } },
    ],
    [
      'adds an element',
      { spec: { containers: [{ name: 'a' }] } },
      { spec: { containers: [{ name: 'b' }] } },
      { spec: { containers: [{ name: 'a' }, { name: 'b' }] } },
    ],
    [
      'takes an element away',
      pod,
      { spec: { containers: [{ name: 'log', $patch: 'delete' }] } },
      { spec: { ...pod.spec, containers: [pod.spec.containers[0]] } },
    ],
    [
      'puts elements in order',
      pod,
      { spec: { '$setElementOrder/containers': [{ name: 'log' }, { name: 'app' }] } },
      { spec: { ...pod.spec, containers: [pod.spec.containers[1], pod.spec.containers[0]] } },
    ],
    [
      'replaces a list as a whole',
      pod,
      { spec: { containers: [{ $patch: 'replace' }, { name: 'x' }] } },
      { spec: { ...pod.spec, containers: [{ name: 'x' }] } },
    ],
    ['replaces lists that are not merged', pod, { spec: { tolerations: [{ key: 'b' }] } }, { spec: { ...pod.spec, tolerations: [{ key: 'b' }] } }],
    ['replaces an object as a whole', { data: { a: 1 } }, { data: { $patch: 'replace', b: 2 } }, { data: { b: 2 } }],
    ['takes an object away', { data: { a: 1 }, x: 1 }, { data: { $patch: 'delete' } }, { x: 1 }],
    ['takes a member away', { data: { a: 1, b: 2 } }, { data: { a: null } }, { data: { b: 2 } }],
    [
      'keeps only some members',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'merges lists of plain values',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['c'], '$deleteFromPrimitiveList/finalizers': ['a'] } },
      { metadata: { finalizers: ['b', 'c'] } },
    ],
    [
      'keys of numbers',
      { spec: { ports: [{ port: 80, nodePort: 1 }] } },
      { spec: { ports: [{ port: 80, targetPort: 8080 }] } },
      { spec: { ports: [{ port: 80, nodePort: 1, targetPort: 8080 }] } },
    ],
    [
      'ports of containers by containerPort',
      { spec: { containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] } },
      { spec: { containers: [{ name: 'a', ports: [{ containerPort: 81 }] }] } },
      { spec: { containers: [{ name: 'a', ports: [{ containerPort: 80 }, { containerPort: 81 }] }] } },
    ],
  ])('%s', (_title, body, patch, expected) => {
    expect(text(applyStrategicPatch(json(body), json(patch)))).toEqual(expected);
  });
});

describe('any JSON', () => {
  it('is patched by any JSON without a throw, and what is given stays as it is', () => {
    const keys = fc.constantFrom(
      'spec',
      'containers',
      'name',
      'env',
      '$patch',
      '$retainKeys',
      '$setElementOrder/containers',
      '$deleteFromPrimitiveList/finalizers',
      'metadata',
      'finalizers',
      '__proto__',
      'op',
      'path',
      'value',
      'from',
    );
    const words = fc.constantFrom('add', 'remove', 'move', 'copy', '/spec', '/spec/containers/0', '/-', 'a', 'delete', 'replace');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        words,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.array(fc.tuple(keys, tie('tree')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const [body, patch] = [json(JSON.stringify(a)), json(JSON.stringify(b))];
        const before = printJson(body);
        for (const apply of [applyJsonPatch, applyMergePatch, applyStrategicPatch]) {
          const result = apply(body, patch);
          if (result !== null) expect(isEqual(result, parseJson(Buffer.from(printJson(result))))).toBe(true);
        }
        expect(printJson(body)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });
});
