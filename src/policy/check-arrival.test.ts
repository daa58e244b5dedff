import { expect, test } from 'vitest';
import { checkArrivalPolicy, loadArrivalPolicy, loadEitherPolicy } from './check-arrival.ts';
import { isRefusal, loadPolicy } from './check.ts';
import { compilePolicy } from './evaluate.ts';
import type { Policy, RequestAttributes } from './policy.ts';

const ours = (rules: string): string => `apiVersion: cluster-audit/v1\nkind: Policy\nrules:\n${rules}`;
const theirs = (rules: string): string => `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}`;
const codes = (text: string): string[] =>
  checkArrivalPolicy(text)
    .problems.filter(({ severity }) => severity !== 'advice')
    .map(({ code, path }) => `${code} ${path}`);

const asked: RequestAttributes = {
  user: 'system:node:a',
  groups: ['system:nodes'],
  verb: 'get',
  namespace: 'shop-prod',
  apiGroup: '',
  apiVersion: 'v1',
  resource: 'pods',
  subresource: '',
  name: 'web',
  resourceRequest: true,
  path: '',
  responseCode: 404,
  userAgent: 'kubelet/v1.30',
};

test.each([
  ['users: ["system:node:*"]', true],
  ['users: ["node*"]', false],
  ['userGroups: ["*:nodes"]', true],
  ['verbs: ["g*"]', true],
  ['verbs: ["*"]', true],
  ['namespaces: ["*-prod"]', true],
  ['namespaces: ["*-test", "shop*"]', true],
  ['responseCodes: [404]', true],
  ['responseCodes: ["4*"]', true],
  ['responseCodes: ["5*", 200]', false],
  ['userAgents: ["kubelet/*"]', true],
  ['userAgents: ["kubelet"]', false],
  ['{users: ["system:node:*"], responseCodes: [500]}', false],
])('a rule with %s takes the request: %s', (rule, takes) => {
  const body = rule.startsWith('{') ? rule.slice(1, -1) : rule;
  const policy = loadArrivalPolicy(ours(`- {level: Request, ${body}}\n`)) as Policy;
  expect(isRefusal(policy)).toBe(false);
  expect(compilePolicy(policy)(asked).level).toBe(takes ? 'Request' : 'None');
});

test('a request without code and user agent is taken by no rule that names them', () => {
  const { responseCode: _code, userAgent: _agent, ...bare } = asked;
  const policy = loadArrivalPolicy(ours('- {level: Request, responseCodes: ["*"]}\n- {level: Request, userAgents: ["*"]}\n- level: Metadata\n')) as Policy;
  expect(compilePolicy(policy)(bare).rule).toBe(2);
});

test("upstream's language keeps its meaning: a star there is refused, not widened", () => {
  expect(loadArrivalPolicy(theirs('- {level: None, users: ["system:*"]}\n- level: Metadata\n'))).toMatchObject({
    code: 'literal_star',
    path: 'rules[0].users[0]',
  });
  expect(isRefusal(loadArrivalPolicy(theirs('- level: Metadata\n')))).toBe(false);
  expect(isRefusal(loadEitherPolicy(theirs('- {level: None, users: ["system:*"]}\n')))).toBe(false);
});

test.each([
  [ours('- {level: None, responseCode: [404]}\n'), 'unknown_field rules[0].responseCode'],
  [ours('- {level: Nothing}\n'), 'unknown_level rules[0].level'],
  [ours('- {level: None, responseCodes: 404}\n'), 'wrong_type rules[0].responseCodes'],
  [ours('- {level: None, responseCodes: [true]}\n'), 'wrong_type rules[0].responseCodes[0]'],
  [`${ours('- level: None\n')}---\na: 1\n`, 'second_document '],
  [`${ours('- level: None\n')}rules: []\n`, 'duplicate_key rules'],
  ['apiVersion: cluster-audit/v1\nkind: Rules\nrules: [{level: None}]\n', 'policy_version kind'],
  ['apiVersion: cluster-audit/v1\nkind: Policy\n', 'no_rules rules'],
  [theirs('- {level: None, userAgents: ["x"]}\n'), 'unknown_field rules[0].userAgents'],
])('is not applied: %s', (text, code) => {
  expect(codes(text).map((found) => found.trim())).toContain(code.trim());
  expect(isRefusal(loadArrivalPolicy(text))).toBe(true);
});

test('no kube-apiserver is given one by mistake', () => {
  expect(loadPolicy(ours('- level: None\n'))).toMatchObject({ code: 'policy_version', hint: expect.stringContaining('--arrival') as string });
});
