import { expect, it } from 'vitest';
import { both, byRole, event, pod, type Given } from '../../test/harness/story-events.ts';

it.each<[string, Given, string, string]>([
  ['an eviction', { verb: 'create', code: 201, object: { ...pod, subresource: 'eviction' } }, 'alice evicted pod shop/web-1', 'alice 驱逐了 pod shop/web-1'],
  [
    'an eviction that is only tried',
    { verb: 'create', code: 201, object: { ...pod, subresource: 'eviction' }, requestObject: { deleteOptions: { dryRun: ['All'] } } },
    'alice would have evicted pod shop/web-1 (dry run)',
    'alice 试运行：驱逐 pod shop/web-1（未实际执行）',
  ],
  [
    'a binding',
    {
      verb: 'create',
      code: 201,
      object: { ...pod, subresource: 'binding' },
      requestObject: { target: { name: 'n1' } },
      user: { username: 'system:kube-scheduler' },
    },
    'kube-scheduler bound pod shop/web-1 to node n1',
    'kube-scheduler 将 pod shop/web-1 调度到节点 n1',
  ],
  [
    'exec with its command and length',
    {
      verb: 'get',
      code: 101,
      object: { ...pod, subresource: 'exec' },
      uri: '/x?command=sh&command=-c&command=cat+%2Fetc%2Fpasswd&container=app',
      requestReceivedTimestamp: '2026-11-23T05:00:00.000000Z',
      stageTimestamp: '2026-11-23T05:12:00.000000Z',
    },
    "alice ran `sh -c 'cat /etc/passwd'` in pod shop/web-1 (container app) for 12 m",
    "alice 在 pod shop/web-1（容器 app）中执行了 `sh -c 'cat /etc/passwd'`，持续 12 分钟",
  ],
  [
    'port-forward',
    { verb: 'create', code: 101, object: { ...pod, subresource: 'portforward' }, uri: '/x?ports=8080' },
    'alice forwarded port 8080 of pod shop/web-1',
    'alice 转发了 pod shop/web-1 的端口 8080',
  ],
  ['attach', { verb: 'create', code: 101, object: { ...pod, subresource: 'attach' } }, 'alice attached to pod shop/web-1', 'alice 连接到了 pod shop/web-1'],
  [
    'logs',
    { object: { ...pod, subresource: 'log' }, uri: '/x?container=app' },
    'alice read the logs of pod shop/web-1 (container app)',
    'alice 读取了 pod shop/web-1（容器 app）的日志',
  ],
  [
    'a proxied request',
    {
      verb: 'create',
      object: { resource: 'services', subresource: 'proxy', namespace: 'shop', name: 'web' },
      uri: '/api/v1/namespaces/shop/services/web/proxy/admin?x=1',
    },
    'alice sent POST /admin through service shop/web',
    'alice 经由 service shop/web 发送了 POST /admin',
  ],
  [
    'a debug container',
    { verb: 'patch', object: { ...pod, subresource: 'ephemeralcontainers' }, requestObject: { spec: { ephemeralContainers: [{ image: 'busybox' }] } } },
    'alice added a debug container of busybox to pod shop/web-1',
    'alice 为 pod shop/web-1 添加了调试容器 busybox',
  ],
  [
    'a token with its lifetime',
    {
      verb: 'create',
      code: 201,
      object: { resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'ci' },
      requestObject: { spec: { expirationSeconds: 31_536_000 } },
    },
    'alice got a token of serviceaccount shop/ci, valid for 365 days',
    'alice 获取了 serviceaccount shop/ci 的令牌，有效期 365 天',
  ],
  [
    'an approval',
    {
      verb: 'update',
      object: { apiGroup: 'certificates.k8s.io', resource: 'certificatesigningrequests', subresource: 'approval', name: 'csr-1' },
      requestObject: { status: { conditions: [{ type: 'Approved' }] } },
    },
    'alice approved certificatesigningrequest csr-1',
    'alice 批准了 certificatesigningrequest csr-1',
  ],
  [
    'a denial',
    {
      verb: 'update',
      object: { apiGroup: 'certificates.k8s.io', resource: 'certificatesigningrequests', subresource: 'approval', name: 'csr-1' },
      requestObject: { status: { conditions: [{ type: 'Denied' }] } },
    },
    'alice denied certificatesigningrequest csr-1',
    'alice 拒绝了 certificatesigningrequest csr-1',
  ],
  [
    'a grant',
    {
      verb: 'create',
      code: 201,
      object: { apiGroup: 'rbac.authorization.k8s.io', resource: 'rolebindings', namespace: 'shop', name: 'devs' },
      requestObject: {
        roleRef: { kind: 'ClusterRole', name: 'admin' },
        subjects: [
          { kind: 'User', name: 'bob' },
          { kind: 'ServiceAccount', namespace: 'shop', name: 'ci' },
        ],
      },
    },
    'alice granted clusterrole admin to user bob, service account shop/ci by rolebinding shop/devs',
    'alice 通过 rolebinding shop/devs 将 clusterrole admin 授予用户 bob、服务账号 shop/ci',
  ],
  [
    'a secret that was read',
    { object: { resource: 'secrets', namespace: 'shop', name: 'db' }, annotations: byRole },
    'alice read secret shop/db, allowed by cluster-admin',
    'alice 读取了 secret shop/db（权限来自 cluster-admin）',
  ],
  [
    'a watch with its length',
    {
      verb: 'watch',
      object: { resource: 'services' },
      user: { username: 'system:kube-proxy' },
      requestReceivedTimestamp: '2026-11-23T05:00:00Z',
      stageTimestamp: '2026-11-23T05:12:03Z',
    },
    'kube-proxy watched services in all namespaces for 12 m',
    'kube-proxy 监视了所有命名空间的 services，持续 12 分钟',
  ],
  ['a watch that goes on', { verb: 'watch', object: { resource: 'nodes' }, stage: 'ResponseStarted' }, 'alice began to watch nodes', 'alice 开始监视 nodes'],
  [
    'what has only arrived',
    { verb: 'delete', code: null, stage: 'RequestReceived' },
    'alice asks to delete deployment shop/web',
    'alice 请求删除 deployment shop/web',
  ],
])('a deed of its own: %s', (_title, given, english, chinese) => {
  expect(both(event(given))).toEqual([english, chinese]);
});
