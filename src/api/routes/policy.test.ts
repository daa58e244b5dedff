import { afterAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts } from '../fake-parts.ts';

const app = createApi({ parts: createFakeParts(), onError: () => {} });
afterAll(() => app.close());
const post = async (path: string, payload: object, headers: Record<string, string> = asAdmin) =>
  app.inject({ method: 'POST', url: `/api/v1/policy/${path}`, headers, payload });
const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n  users: [alice]\n- level: Metadata\n';

describe('policies', () => {
  it('are checked: refused, read otherwise, and as written', async () => {
    expect((await post('check', { policy: 'rules: 1' })).json()).toMatchObject({
      accepted: false,
      asWritten: false,
      problems: [{ code: 'policy_version', severity: 'error' }],
    });
    const misread = (await post('check', { policy: policy.replace('users', 'user') })).json<{ problems: { code: string; position: object }[] }>();
    expect(misread).toMatchObject({ accepted: true, asWritten: false });
    expect(misread.problems.find(({ code }) => code === 'unknown_field')).toMatchObject({
      path: 'rules[0].user',
      position: { line: 5, column: 3 },
      hint: 'Write users.',
    });
    const anyGroup = 'apiVersion: audit.k8s.io/v1\nrules: [{level: Metadata, resources: [{group: "*"}]}]\n';
    expect((await post('check', { policy: anyGroup, kubernetes: '1.20' })).json()).toMatchObject({ accepted: false });
    expect((await post('check', { policy: anyGroup })).json()).toMatchObject({ accepted: true });
  });

  it('are explained', async () => {
    const attributes = { user: 'bob', groups: ['dev'], verb: 'create', resource: 'pods', namespace: 'shop' };
    expect((await post('explain', { policy, attributes })).json()).toMatchObject({
      level: 'Metadata',
      rule: 1,
      passed: [{ rule: 0, constraint: 'users', why: 'The user "bob" is not among "alice".' }],
      stages: [{ stage: 'RequestReceived' }, { stage: 'ResponseComplete' }],
    });
  });

  it('that are refused, wrong parameters and strangers get a clear answer', async () => {
    const refused = await post('explain', { policy: policy.replace('Request', 'All'), attributes: {} });
    expect([refused.statusCode, refused.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'policy_refused', path: 'rules[0].level', problem: 'unknown_level', position: expect.objectContaining({ line: 4 }) }),
    ]);
    expect((await post('check', { policy, kubernetes: '2.0' })).json()).toMatchObject({ code: 'bad_parameter', parameter: 'kubernetes' });
    expect((await post('check', {})).json()).toMatchObject({ code: 'bad_parameter', parameter: 'policy' });
    expect((await post('check', { policy }, {})).statusCode).toBe(401);
  });

  it('are built from choices', async () => {
    const { yaml } = (await post('build', { reads: 'None', omitManagedFields: true })).json<{ yaml: string }>();
    expect(yaml).toContain('omitManagedFields: true');
    expect((await post('check', { policy: yaml })).json()).toMatchObject({ accepted: true, asWritten: true });
    expect((await post('build', { reads: 'Request' })).json()).toMatchObject({ code: 'bad_parameter', parameter: 'reads' });
  });

  it('to start from are listed, and each is one that kube-apiserver takes', async () => {
    const { presets } = (await app.inject({ url: '/api/v1/policy/presets', headers: asAdmin })).json<{
      presets: { name: string; yaml: string; source: string }[];
    }>();
    expect(presets.map(({ name }) => name)).toEqual([
      'tke-default',
      'tke-recommended',
      'gce',
      'openshift-default',
      'openshift-write-request-bodies',
      'openshift-all-request-bodies',
      'metadata-only',
      'everything',
      'cis-minimal',
    ]);
    for (const { yaml, source } of presets) {
      expect((await post('check', { policy: yaml })).json()).toMatchObject({ accepted: true });
      expect(source.length).toBeGreaterThan(10);
    }
  });
});
