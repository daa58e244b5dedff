import { describe, expect, it } from 'vitest';
import { arrivalVersion } from '../../../../src/policy/kubernetes-version.ts';
import { ruleType } from '../../../../src/policy/fields-of-policy.ts';
import { completePolicy as complete } from './complete-policy.ts';
import { enPolicyTerms } from '../../../i18n/en-policy-terms.ts';

const completePolicy = (text: string) => complete(text, enPolicyTerms);

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';

function labels(text: string): string[] {
  return completePolicy(text)?.offers.map(({ label }) => label) ?? [];
}

describe('completePolicy', () => {
  it('offers the fields of the place', () => {
    expect(labels('ap')).toEqual(['apiVersion', 'kind', 'metadata', 'rules', 'omitStages', 'omitManagedFields']);
    for (const text of ['rules:\n  - ', 'rules:\n- ', 'rules:\n  - level: None\n    us', '# a\nrules:\n\n  # b\n  - level: None\n  - le'])
      expect(labels(head + text)).toEqual(Object.keys(ruleType.fields));
    for (const text of ['- ', '- group: ""\n        r'])
      expect(labels(`${head}rules:\n  - level: None\n    resources:\n      ${text}`)).toEqual(['group', 'resources', 'resourceNames']);
  });

  it('offers the fields of arrival policies only where the text is one', () => {
    expect(labels('apiVersion: cluster-audit/v1\nrules:\n  - ')).toContain('responseCodes');
    expect(labels(`${head}rules:\n  - `)).not.toContain('responseCodes');
  });

  it('knows both versions', () => {
    expect(labels('apiVersion: ')).toEqual(['audit.k8s.io/v1', arrivalVersion]);
  });

  it('offers the values of a field in each of its forms', () => {
    expect(labels(`${head}rules:\n  - level: Me`)).toEqual(['None', 'Metadata', 'Request', 'RequestResponse']);
    expect(labels(`${head}omitStages: [Re`)).toEqual(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']);
    for (const verbs of ['verbs: [get, ', 'verbs: [get,\n      li', 'verbs:\n      - get\n      - li', 'verbs:\n    - get\n    - '])
      expect(labels(`${head}rules:\n  - level: None\n    ${verbs}`)).toContain('deletecollection');
    expect(labels(`${head}rules:\n  - resources:\n      - group: apps\n        resources: [po`)).toContain('pods/exec');
    expect(labels(`${head}omitManagedFields: `)).toEqual(['true', 'false']);
  });

  it('puts quotes where YAML needs them, and replaces the word that was begun', () => {
    const text = `${head}rules:\n  - nonResourceURLs: ["/he`;
    expect(completePolicy(text)?.offers[0].label).toBe('"/healthz*"');
    expect(text.slice(completePolicy(text)?.from)).toBe('"/he');
    expect(labels(`${head}rules:\n  - namespaces: [`)).toContain('""');
  });

  it('is quick in any text', () => {
    const started = performance.now();
    for (const text of [
      'a'.repeat(262_000),
      `${'a'.repeat(131_000)}\n${'"['.repeat(65_000)}\n  - `,
      '- '.repeat(131_000),
      '  a: [\n'.repeat(37_000),
      `${' '.repeat(262_000)}x`,
    ])
      completePolicy(`${text}\n  l`);
    completePolicy(`${'a'.repeat(262_000)}!a`);
    completePolicy(`x: [\n${'"\\'.repeat(100_000)}\n a`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('offers nothing in comments, behind a finished value, and where nothing is known', () => {
    for (const text of ['# le', 'kind: Policy # a', 'kind: Policy x', 'foo: ', 'rules:', 'rules:\n  -', `${head}x:\n  y`]) expect(labels(text)).toEqual([]);
  });
});
