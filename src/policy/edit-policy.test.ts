import { expect, test } from 'vitest';
import { isRefusal, loadPolicy } from './check.ts';
import type { DraftRule } from './draft.ts';
import { editPolicyText } from './edit-policy.ts';
import type { Policy } from './policy.ts';
import { presets } from './presets/presets.ts';
import { printDraft } from './print-draft.ts';

const added: DraftRule = { sentence: 'Reads of pods.', level: 'None', verbs: ['get'], resources: [{ group: '', resources: ['pods'] }] };
const edit = (text: string, before: number[], omitArrivals = false) =>
  editPolicyText(text, loadPolicy(text) as Policy, { insertions: before.map((index) => ({ rule: added, before: index })), omitArrivals });

test('a rule is put above the rule and its comments, and everything else stays', () => {
  const text = `# mine
apiVersion: audit.k8s.io/v1
kind: Policy   # as always
rules:
# the nodes
- level: None
  users: ["a"] # a is noisy

    # and the rest
- {level: Metadata}
`;
  expect(edit(text, [1])).toEqual({
    commentsKept: true,
    yaml: `# mine
apiVersion: audit.k8s.io/v1
kind: Policy   # as always
rules:
# the nodes
- level: None
  users: ["a"] # a is noisy

# Reads of pods.
- level: None
  verbs: [get]
  resources:
    - group: ""
      resources: [pods]
    # and the rest
- {level: Metadata}
`,
  });
});

test('RequestReceived is added to the stages that are left out, in whatever form they stand', () => {
  const text = (stages: string): string => `apiVersion: audit.k8s.io/v1\nkind: Policy\n${stages}rules:\n- level: Metadata\n`;
  expect(edit(text(''), [], true).yaml).toBe(text('omitStages: [RequestReceived]\n'));
  expect(edit(text('omitStages: ["Panic"] # why\n'), [], true).yaml).toBe(text('omitStages: [Panic, RequestReceived] # why\n'));
  for (const stages of ['omitStages:\n- Panic\n', 'omitStages:\n  # why\n  - Panic\n', 'omitStages: []\n', 'omitStages: null\n', 'omitStages:\n']) {
    const policy = loadPolicy(edit(text(stages), [0], true).yaml) as Policy;
    expect([policy.omitStages.includes('RequestReceived'), policy.rules.length]).toEqual([true, 2]);
  }
});

test.each([
  ['flow style', '{"apiVersion":"audit.k8s.io/v1","kind":"Policy","rules":[{"level":"Metadata"}]}'],
  ['rules in one line', 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n'],
])('%s is written anew', (_name, text) => {
  const { yaml, commentsKept } = edit(text, [0]);
  expect(commentsKept).toBe(false);
  const policy = loadPolicy(yaml) as Policy;
  expect(policy.rules.map(({ level, verbs }) => [level, verbs])).toEqual([
    ['None', ['get']],
    ['Metadata', []],
  ]);
});

test.each(presets.map(({ name, draft }) => [name, draft] as const))('%s: at every place the rules are the old ones and the new one', (_name, draft) => {
  const text = printDraft(draft);
  const before = loadPolicy(text) as Policy;
  for (const index of before.rules.keys()) {
    const { yaml, commentsKept } = edit(text, [index], true);
    const after = loadPolicy(yaml);
    if (isRefusal(after)) throw new Error(after.message);
    expect(commentsKept).toBe(true);
    expect(after.rules.toSpliced(index, 1)).toEqual(before.rules);
    expect([after.rules[index].level, after.rules[index].verbs]).toEqual(['None', ['get']]);
    for (const line of text.split('\n')) if (line.trim().startsWith('#')) expect(yaml).toContain(line);
  }
});
