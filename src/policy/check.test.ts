import { describe, expect, it } from 'vitest';
import { checkPolicy } from './check.ts';
import { policyProblemCodes } from './problem-codes.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const withRules = (rules: string) => `${head}rules:\n${rules}`;

/** [code, text, line, column, path]: lines 1 to 3 are the head and `rules:`. */
const cases: readonly (readonly [string, string, number, number, string])[] = [
  ['policy_syntax', withRules('- level: Metadata\n\tusers: [a]\n'), 5, 1, ''],
  ['policy_syntax', '{"kind": "Policy",}', 1, 19, ''],
  ['policy_version', 'apiVersion: audit.k8s.io/v2\nkind: Policy\nrules: []\n', 1, 13, 'apiVersion'],
  ['policy_version', 'apiVersion: audit.k8s.io/v1\nkind: policy\nrules: []\n', 2, 7, 'kind'],
  ['wrong_type', withRules('- level: Metadata\n  verbs: [get, no]\n'), 5, 16, 'rules[0].verbs[1]'],
  ['no_rules', `${head}rules: []\n`, 3, 8, 'rules'],
  ['level_required', withRules('- users: [a]\n'), 4, 3, 'rules[0].level'],
  ['unknown_level', withRules('- level: metadata\n'), 4, 10, 'rules[0].level'],
  ['unknown_stage', withRules('- level: Metadata\n  omitStages: [ResponseCompleted]\n'), 5, 16, 'rules[0].omitStages[0]'],
  ['url_form', withRules('- level: None\n  nonResourceURLs: ["healthz"]\n'), 5, 21, 'rules[0].nonResourceURLs[0]'],
  ['urls_with_resources', withRules('- level: None\n  namespaces: [a]\n  nonResourceURLs: ["/x"]\n'), 6, 20, 'rules[0].nonResourceURLs'],
  ['names_without_resources', withRules('- level: None\n  resources: [{resourceNames: [a]}]\n'), 5, 31, 'rules[0].resources[0].resourceNames'],
  ['group_form', withRules('- level: None\n  resources: [{group: apps/v1}]\n'), 5, 23, 'rules[0].resources[0].group'],
  ['unknown_field', withRules('- level: None\n  resource: [pods]\n'), 5, 3, 'rules[0].resource'],
  ['duplicate_key', withRules('- level: None\n  level: Metadata\n'), 4, 3, 'rules[0].level'],
  ['second_document', `${withRules('- level: None\n')}---\n${head}`, 5, 1, ''],
  ['literal_star', withRules('- level: None\n  users: ["*"]\n'), 5, 11, 'rules[0].users[0]'],
  ['literal_star', withRules('- level: None\n  resources: [{group: "", resources: ["*/*"]}]\n'), 5, 39, 'rules[0].resources[0].resources[0]'],
  ['group_is_version', withRules('- level: None\n  resources: [{group: v1}]\n'), 5, 23, 'rules[0].resources[0].group'],
  ['never_matches', withRules('- level: None\n  resources: [{group: "", resources: [Pods]}]\n'), 5, 39, 'rules[0].resources[0].resources[0]'],
  ['shadowed_rule', withRules('- level: Metadata\n- level: None\n  users: [a]\n'), 5, 3, 'rules[1]'],
  ['no_stage_left', withRules('- level: Metadata\n  omitStages: [RequestReceived, ResponseStarted, ResponseComplete, Panic]\n'), 5, 15, 'rules[0].omitStages'],
  ['impossible_identity', withRules('- level: None\n  users: ["system:serviceaccount:builder"]\n'), 5, 11, 'rules[0].users[0]'],
  ['failed_logins_hidden', withRules('- level: Metadata\n  omitStages: [ResponseStarted]\n'), 4, 3, 'rules[0]'],
  ['tokens_in_bodies', withRules('- level: RequestResponse\n'), 4, 3, 'rules[0]'],
  ['secrets_in_bodies', withRules('- level: Request\n'), 4, 3, 'rules[0]'],
  ['patch_loses_batch', withRules('- level: Request\n'), 4, 3, 'rules[0]'],
  ['health_is_audited', withRules('- level: Metadata\n'), 4, 3, 'rules[0]'],
  ['no_catch_all', withRules('- level: Metadata\n  users: [a]\n'), 1, 1, ''],
  ['body_never_there', withRules('- level: Request\n  verbs: [get]\n'), 4, 10, 'rules[0].level'],
];

describe('findings', () => {
  it.each(cases)('%s has its place: %j', (code, text, line, column, path) => {
    const found = checkPolicy(text).problems.filter((problem) => problem.code === code);
    expect(found.map((problem) => ({ line: problem.position?.line, column: problem.position?.column, path: problem.path }))).toContainEqual({
      line,
      column,
      path,
    });
    for (const problem of found) expect(problem.severity).toBe(policyProblemCodes[problem.code].severity);
  });

  it('every code of the table has a case', () => {
    expect(Object.keys(policyProblemCodes).filter((code) => !cases.some(([other]) => other === code))).toEqual([]);
  });

  it('a mistake names the word that was meant', () => {
    const hints = checkPolicy(withRules('- level: metdata\n  omitStages: [RequestRecieved]\n')).problems.map((problem) => problem.hint);
    expect(hints).toEqual(['Write Metadata.', 'Write RequestReceived.']);
    expect(checkPolicy(withRules('- level: None\n  user: [a]\n')).problems.map((problem) => problem.hint)).toContain('Write users.');
  });

  it('a clean policy has no findings', () => {
    const rules = '- level: None\n  nonResourceURLs: ["/livez*", "/readyz*", "/healthz*"]\n- level: Metadata\n';
    expect(checkPolicy(withRules(rules))).toMatchObject({ problems: [], policy: { rules: [{ level: 'None' }, { level: 'Metadata' }] } });
  });
});

describe('versions of Kubernetes', () => {
  const anyGroup = withRules('- level: Metadata\n  resources: [{group: "*"}]\n');
  it('the group "*" is refused before 1.36', () => {
    expect([checkPolicy(anyGroup, 35).policy, checkPolicy(anyGroup, 36).policy]).toEqual([null, expect.anything()]);
  });
  it('v1beta1 ended with 1.24', () => {
    const old = 'apiVersion: audit.k8s.io/v1beta1\nrules:\n- level: Metadata\n';
    expect([checkPolicy(old, 23).policy, checkPolicy(old, 24).policy]).toEqual([expect.anything(), null]);
  });
  it('omitManagedFields is ignored before 1.23, whatever it holds', () => {
    const text = withRules('- level: Metadata\n  omitManagedFields: "x"\n');
    expect(checkPolicy(text, 22)).toMatchObject({
      policy: { rules: [{ level: 'Metadata' }] },
      problems: expect.arrayContaining([expect.objectContaining({ code: 'unknown_field' })]),
    });
    expect(checkPolicy(text, 36).policy).toBeNull();
  });
  it('the patch that loses a batch is mended in 1.37', () => {
    const codes = (minor: number) => checkPolicy(withRules('- level: Request\n'), minor).problems.map((problem) => problem.code);
    expect([codes(36).includes('patch_loses_batch'), codes(37).includes('patch_loses_batch')]).toEqual([true, false]);
  });
});

describe('YAML as go-yaml reads it', () => {
  const users = (yaml: string) => checkPolicy(withRules(`- level: Metadata\n  users: ${yaml}\n`)).policy?.rules[0].users;
  it.each([
    ['["yes"]', ['yes']],
    ['[2001-01-01]', ['2001-01-01']],
    ['[!!str yes]', ['yes']],
    ['[!!binary YWxpY2U=]', ['alice']],
    ['[null, ~]', ['', '']],
    ['[1.2.3]', ['1.2.3']],
    ['[0x1z]', ['0x1z']],
  ])('%s', (yaml, wanted) => expect(users(yaml)).toEqual(wanted));
  it.each(['[yes]', '[1]', '[010]', '[1_000]', '[0b1]', '[.inf]', '[1e3]', '[!!int x]', '[~: 1]', '[*nobody]'])('%s is refused', (yaml) =>
    expect(users(yaml)).toBeUndefined(),
  );
  it('<< counts where it stands, as go-yaml merges', () => {
    expect(checkPolicy(withRules('- level: None\n  <<: {level: Request}\n')).policy?.rules[0].level).toBe('Request');
    expect(checkPolicy(withRules('- <<: [{level: Request}, {level: None}]\n  verbs: [get]\n')).policy?.rules[0].level).toBe('Request');
  });
  it('JSON has its own rules: a number is a number, and keys may come in any case for version and kind', () => {
    const json = (users: string, version = '"apiVersion"') =>
      checkPolicy(`{${version}:"audit.k8s.io/v1","rules":[{"level":"Metadata","users":${users}}]}`).policy;
    expect(json('["no", "1e400"]')?.rules[0].users).toEqual(['no', '1e400']);
    for (const users of ['[1e400]', '[true]', '["a",]', '[0x1]']) expect([users, json(users)]).toEqual([users, null]);
    expect(json('["a"]', '"APIVersion"')).not.toBeNull();
  });
  it('aliases that grow without end, and one that holds itself, are refused', () => {
    const lists = Array.from({ length: 12 }, (_, at) => `a${at}: &a${at} [${Array.from({ length: 12 }, () => (at === 0 ? 'x' : `*a${at - 1}`)).join(', ')}]`);
    expect(checkPolicy(`${withRules('- level: None\n')}${lists.join('\n')}\n`).problems[0]).toMatchObject({ code: 'policy_syntax' });
    expect(checkPolicy(`${withRules('- level: None\n')}x: &x [*x]\n`).problems[0]).toMatchObject({ code: 'policy_syntax' });
  });
  it('many findings take no more than a moment: their places are not searched for one by one', { timeout: 20_000 }, () => {
    const many = checkPolicy(withRules('- {level: None, x: 1}\n'.repeat(10_000)));
    expect(many.problems.filter(({ code }) => code === 'unknown_field').at(-1)?.position).toMatchObject({ line: 10_003, column: 17 });
  });
  it('nesting without end is refused, not a crash', () => {
    for (const text of ['['.repeat(200_000), `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, `a: ${'{a: '.repeat(50_000)}`])
      expect(checkPolicy(text)).toMatchObject({ policy: null });
  });
});
