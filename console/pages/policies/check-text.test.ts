import { describe, expect, it } from 'vitest';
import { checkText } from './check-text.ts';

const upstream = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  # Quiet.
  - level: None
    users: [a]

  - level: Metadata
# The end.
`;

describe('checkText', () => {
  it('knows where each rule stands, without the blank lines behind it', () => {
    const { rules, policy } = checkText(upstream, 36);
    expect(policy?.rules).toHaveLength(2);
    expect(rules.map(({ start, end }) => upstream.slice(start, end))).toEqual(['level: None\n    users: [a]', 'level: Metadata']);
  });

  it('knows where the rules stand even where kube-apiserver refuses the text', () => {
    const { rules, policy, problems } = checkText(upstream.replace('Metadata', 'Metadat'), 36);
    expect(policy).toBeNull();
    expect(problems[0]).toMatchObject({ code: 'unknown_level', path: 'rules[1].level', position: { line: 8 } });
    expect(rules).toHaveLength(2);
  });

  it('tells policies for arrival from those for kube-apiserver', () => {
    const arrival = upstream.replace('audit.k8s.io/v1', 'cluster-audit/v1').replace('[a]', '["system:*"]');
    expect(checkText(arrival, 20)).toMatchObject({ isForArrival: true, policy: { wildcards: true } });
    expect(checkText(upstream, 20)).toMatchObject({ isForArrival: false });
    // Only the version counts, not the word.
    expect(checkText(`# cluster-audit/v1\n${upstream}`, 20)).toMatchObject({ isForArrival: false });
  });

  it('takes any text', () => {
    for (const text of ['', '{', '\u0000', 'rules: {', '- a', 'x'.repeat(300_000)]) expect(checkText(text, 36)).toMatchObject({ policy: null, rules: [] });
  });
});
