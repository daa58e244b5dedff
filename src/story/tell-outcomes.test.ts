import { expect, it } from 'vitest';
import { both, byRole, event, pod, status, type Given } from '../../test/harness/story-events.ts';

it.each<[string, Given, string, string]>([
  [
    'impersonation',
    { verb: 'delete', impersonatedUser: { username: 'bob' } },
    'alice as bob deleted deployment shop/web',
    'alice 以 bob 的身份删除了 deployment shop/web',
  ],
  [
    'a service account',
    { user: { username: 'system:serviceaccount:shop:web' } },
    'service account shop/web read deployment shop/web',
    '服务账号 shop/web 读取了 deployment shop/web',
  ],
  [
    'a failed login',
    { code: 401, user: {}, stage: 'ResponseStarted' },
    'somebody failed to log in from 10.0.0.9, asking to read deployment shop/web',
    '有人从 10.0.0.9 登录失败，请求的操作是读取 deployment shop/web',
  ],
  [
    'a refusal',
    {
      object: { resource: 'secrets', namespace: 'shop', name: 'db' },
      user: { username: 'bob' },
      ...status(403, 'Forbidden', 'secrets "db" is forbidden: User "bob" cannot get resource "secrets"'),
      annotations: { 'authorization.k8s.io/decision': 'forbid' },
    },
    'bob may not read secret shop/db: no rule allows it',
    'bob 无权读取 secret shop/db：没有规则允许',
  ],
  [
    'a refusal with a reason',
    { ...status(403, 'Forbidden'), annotations: { 'authorization.k8s.io/decision': 'forbid', 'authorization.k8s.io/reason': 'no relationship found' } },
    'alice may not read deployment shop/web: no relationship found',
    'alice 无权读取 deployment shop/web：no relationship found',
  ],
  [
    'what admission refused',
    { verb: 'create', object: pod, ...status(403, 'Forbidden', 'pods "web-1" is forbidden: exceeded quota: q'), annotations: byRole },
    'alice could not create pod shop/web-1: admission refused it, exceeded quota: q (403)',
    'alice 未能创建 pod shop/web-1：被准入控制拒绝，exceeded quota: q（403）',
  ],
  ['404', { ...status(404, 'NotFound') }, 'alice could not read deployment shop/web: not found (404)', 'alice 未能读取 deployment shop/web：对象不存在（404）'],
  [
    '409 for a name that is taken',
    { verb: 'create', ...status(409, 'AlreadyExists') },
    'alice could not create deployment shop/web: it exists already (409)',
    'alice 未能创建 deployment shop/web：对象已存在（409）',
  ],
  [
    '409 for an old version',
    { verb: 'update', ...status(409, 'Conflict') },
    'alice could not update deployment shop/web: somebody else changed it meanwhile (409)',
    'alice 未能更新 deployment shop/web：期间已被他人修改（409）',
  ],
  [
    '422 with its fields, and not its values',
    {
      verb: 'create',
      ...status(422, 'Invalid', 'spec.x: Invalid value: "hunter2"'),
      responseObject: { kind: 'Status', details: { causes: [{ field: 'spec.x' }] } },
    },
    'alice could not create deployment shop/web: not valid in spec.x (422)',
    'alice 未能创建 deployment shop/web：字段 spec.x 无效（422）',
  ],
  [
    '429',
    { ...status(429, 'TooManyRequests') },
    'alice could not read deployment shop/web: too many requests (429)',
    'alice 未能读取 deployment shop/web：请求过多（429）',
  ],
  [
    '500',
    { ...status(500, 'InternalError', 'boom') },
    'alice could not read deployment shop/web: the server failed, boom (500)',
    'alice 未能读取 deployment shop/web：服务器出错，boom（500）',
  ],
  [
    'a panic',
    { stage: 'Panic', ...status(500, 'InternalError', "APIServer panic'd") },
    'the API server panicked when alice wanted to read deployment shop/web',
    'alice 请求读取 deployment shop/web 时，API server 发生 panic',
  ],
  ['a path that is no resource', { object: null, uri: '/healthz?verbose=1' }, 'alice got /healthz', 'alice 访问了 /healthz'],
  [
    'an OPTIONS',
    { verb: '', code: 405, uri: '/api/v1/pods', object: { resource: 'pods' } },
    'alice could not ask for the options of /api/v1/pods: there is no such method (405)',
    'alice 未能查询 /api/v1/pods 支持的选项：不支持该方法（405）',
  ],
  [
    'an event of v1beta1',
    { apiVersion: 'audit.k8s.io/v1beta1', timestamp: '2018-01-01T00:00:00Z', metadata: { creationTimestamp: null } },
    'alice read deployment shop/web',
    'alice 读取了 deployment shop/web',
  ],
  [
    'a question about rights',
    {
      verb: 'create',
      code: 201,
      object: { apiGroup: 'authorization.k8s.io', resource: 'subjectaccessreviews' },
      requestObject: { spec: { user: 'bob', resourceAttributes: { verb: 'delete', resource: 'pods', namespace: 'shop' } } },
      responseObject: { status: { allowed: false } },
    },
    'alice checked whether bob may delete pods in shop: no',
    'alice 查询了 bob 能否 delete shop 中的 pods，结果为不允许',
  ],
  [
    'a user whose name could pass for words of ours',
    { user: { username: 'service account shop/web' } },
    '"service account shop/web" read deployment shop/web',
    '"service account shop/web" 读取了 deployment shop/web',
  ],
  [
    'an object whose name could',
    { object: { ...pod, name: 'x, allowed by cluster-admin' } },
    'alice read pod "shop/x, allowed by cluster-admin"',
    'alice 读取了 pod "shop/x, allowed by cluster-admin"',
  ],
  [
    'a resource of the same name elsewhere',
    { object: { apiGroup: 'serving.knative.dev', resource: 'services', namespace: 'shop', name: 'web' } },
    'alice read service.serving.knative.dev shop/web',
    'alice 读取了 service.serving.knative.dev shop/web',
  ],
])('who and with which result: %s', (_title, given, english, chinese) => {
  expect(both(event(given))).toEqual([english, chinese]);
});
