import { describe, expect, it } from 'vitest';
import { buildDraft, choices, defaultChoices, type ChoiceName } from '../build-draft.ts';
import { checkPolicy, isRefusal, loadPolicy } from '../check.ts';
import type { Draft, DraftRule } from '../draft.ts';
import { explainDecision } from '../explain.ts';
import type { PolicyRule, RequestAttributes } from '../policy.ts';
import { printDraft } from '../print-draft.ts';
import { presets } from './presets.ts';

/** What was drafted, as loading the printed text must give it back. */
function asPolicy({ omitStages = [], omitManagedFields = false, rules }: Draft) {
  return { omitStages, omitManagedFields, rules: rules.map(fill) };
}

function fill(drafted: DraftRule): PolicyRule {
  const { sentence, resources = [], ...rule } = drafted;
  expect(sentence).toMatch(/\.$/);
  const none = { users: [], userGroups: [], verbs: [], namespaces: [], nonResourceURLs: [], omitStages: [] };
  return { ...none, ...rule, resources: resources.map((entry) => ({ resources: [], resourceNames: [], ...entry })) };
}

const codesOf = (draft: Draft, severity: string) =>
  checkPolicy(printDraft(draft))
    .problems.filter((problem) => problem.severity === severity)
    .map((problem) => problem.code);

describe('presets', () => {
  it.each(presets.map((preset) => [preset.name, preset] as const))('%s is printed as it is drafted, with a sentence a rule', (_name, { draft }) => {
    const text = printDraft(draft);
    expect(loadPolicy(text)).toEqual(asPolicy(draft));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(150);
  });

  it('only tke-default is not as written: the page names an account without its namespace', () => {
    for (const { name, draft } of presets) expect([name, codesOf(draft, 'misread')]).toEqual([name, name === 'tke-default' ? ['impossible_identity'] : []]);
  });

  it('tke-recommended mends what tke-default is advised about, but for the patch that every policy with bodies has', () => {
    expect(codesOf(presets[1].draft, 'advice')).toEqual(['patch_loses_batch']);
  });
});

describe('the builder', () => {
  it('makes a clean policy of every choice, with a catch-all', () => {
    for (const name of Object.keys(choices) as ChoiceName[])
      for (const level of choices[name].levels) {
        const draft = buildDraft({ ...defaultChoices, [name]: level });
        expect([name, level, codesOf(draft, 'error'), codesOf(draft, 'misread')]).toEqual([name, level, [], []]);
        expect(codesOf(draft, 'advice')).not.toContain('no_catch_all');
        expect(codesOf(draft, 'advice')).not.toContain('failed_logins_hidden');
      }
  });

  it('does what was chosen', () => {
    const policy = loadPolicy(
      printDraft(buildDraft({ ...defaultChoices, reads: 'None', writes: 'Request', health: 'Metadata', keepRequestReceived: true, omitManagedFields: true })),
    );
    if (isRefusal(policy)) throw new Error(policy.message);
    const ask = (asked: Partial<RequestAttributes>) =>
      explainDecision(policy, {
        user: 'alice',
        groups: ['system:authenticated'],
        verb: 'get',
        namespace: 'shop',
        apiGroup: '',
        apiVersion: 'v1',
        resource: 'pods',
        subresource: '',
        name: '',
        resourceRequest: asked.path === undefined,
        path: '',
        ...asked,
      });
    expect(ask({}).level).toBe('None');
    expect(ask({ verb: 'create' })).toMatchObject({ level: 'Request', omitStages: [], omitManagedFields: true });
    expect(ask({ verb: 'create', resource: 'secrets' }).level).toBe('Metadata');
    expect(ask({ path: '/livez' }).level).toBe('Metadata');
    expect(ask({ user: null, groups: [] }).level).toBe('Metadata');
  });

  it('quotes what YAML would read otherwise', () => {
    const users = ['no', 'a b', '1', '*', 'ключ', '\u202e', '"', '\\', '', '#x', 'a: b', '\ud800', '\n'];
    const draft: Draft = { sentence: 'Names.', rules: [{ sentence: 'Odd names.', level: 'None', users }] };
    expect(loadPolicy(printDraft(draft))).toMatchObject({ rules: [{ users }] });
  });
});
