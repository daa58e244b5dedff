import { expect, it } from 'vitest';
import { both, byRole, event, node, pod, type Given } from '../../test/harness/story-events.ts';

it.each<[string, Given, string, string]>([
  [
    'scale with what ran before, and the role that allowed it',
    {
      verb: 'patch',
      object: { apiGroup: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'shop', name: 'web' },
      requestObject: { spec: { replicas: 5 } },
      responseObject: { kind: 'Scale', spec: { replicas: 5 }, status: { replicas: 3 } },
      annotations: byRole,
    },
    'alice scaled deployment shop/web 3→5, allowed by cluster-admin',
    'alice 将 deployment shop/web 的副本数从 3 调整为 5（权限来自 cluster-admin）',
  ],
  [
    'scale by a patch of spec.replicas',
    { verb: 'patch', requestObject: { spec: { replicas: 0 } } },
    'alice scaled deployment shop/web to 0',
    'alice 将 deployment shop/web 的副本数调整为 0',
  ],
  [
    'scale by a JSON patch',
    {
      verb: 'patch',
      requestObject: [
        { op: 'test', path: '/spec/replicas', value: 1 },
        { op: 'replace', path: '/spec/replicas', value: 2 },
      ],
    },
    'alice scaled deployment shop/web to 2',
    'alice 将 deployment shop/web 的副本数调整为 2',
  ],
  [
    'a rollout restart',
    { verb: 'patch', requestObject: { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-11-23T00:00:00Z' } } } } } },
    'alice restarted deployment shop/web',
    'alice 滚动重启了 deployment shop/web',
  ],
  [
    'other images',
    {
      verb: 'patch',
      requestObject: { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'app' }], containers: [{ name: 'app', image: 'shop:2' }] } } } },
    },
    'alice set the image of deployment shop/web: app to shop:2',
    'alice 将 deployment shop/web 的镜像更换：app 为 shop:2',
  ],
  ['cordon', { verb: 'patch', object: node, requestObject: { spec: { unschedulable: true } } }, 'alice cordoned node n1', 'alice 将 node n1 标记为不可调度'],
  ['uncordon', { verb: 'patch', object: node, requestObject: { spec: { unschedulable: null } } }, 'alice uncordoned node n1', 'alice 将 node n1 恢复为可调度'],
  [
    'taint',
    { verb: 'patch', object: node, requestObject: { spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } } },
    'alice tainted node n1 with gpu=yes:NoSchedule',
    'alice 为 node n1 设置了污点 gpu=yes:NoSchedule',
  ],
  [
    'suspend',
    { verb: 'patch', object: { apiGroup: 'batch', resource: 'cronjobs', namespace: 'shop', name: 'nightly' }, requestObject: { spec: { suspend: true } } },
    'alice suspended cronjob shop/nightly',
    'alice 暂停了 cronjob shop/nightly',
  ],
  [
    'labels',
    { verb: 'patch', object: pod, requestObject: { metadata: { labels: { tier: 'web', old: null } } } },
    'alice labelled pod shop/web-1 with tier=web, old-',
    'alice 为 pod shop/web-1 设置了标签 tier=web、old-',
  ],
  [
    'any other patch by its fields',
    {
      verb: 'patch',
      requestObject: { spec: { paused: true, minReadySeconds: 3 }, metadata: { resourceVersion: '7', labels: { 'a.b/c': 'd' } }, data: { x: '1' } },
    },
    'alice changed spec.paused, spec.minReadySeconds, metadata.labels."a.b/c" and 1 more of deployment shop/web',
    'alice 修改了 deployment shop/web 的 spec.paused、spec.minReadySeconds、metadata.labels."a.b/c" 等 4 项',
  ],
  [
    'an apply that creates',
    { verb: 'patch', code: 201, uri: '/x?fieldManager=argocd&force=true', requestObject: { apiVersion: 'apps/v1', kind: 'Deployment' } },
    'alice created deployment shop/web by apply as argocd',
    'alice 通过 apply（fieldManager 为 argocd）创建了 deployment shop/web',
  ],
  [
    'an apply that changes',
    { verb: 'patch', uri: '/x?fieldManager=argocd', requestObject: { apiVersion: 'apps/v1', kind: 'Deployment' } },
    'alice changed deployment shop/web by apply as argocd',
    'alice 通过 apply（fieldManager 为 argocd）修改了 deployment shop/web',
  ],
  [
    'a dry run',
    { verb: 'delete', uri: '/x?dryRun=All' },
    'alice would have deleted deployment shop/web (dry run)',
    'alice 试运行：删除 deployment shop/web（未实际执行）',
  ],
  [
    'a dry run in DeleteOptions',
    { verb: 'delete', requestObject: { kind: 'DeleteOptions', dryRun: ['All'] } },
    'alice would have deleted deployment shop/web (dry run)',
    'alice 试运行：删除 deployment shop/web（未实际执行）',
  ],
  [
    'a name that the server chose',
    {
      verb: 'create',
      code: 201,
      object: { resource: 'pods', namespace: 'shop' },
      requestObject: { metadata: { generateName: 'web-' } },
      responseObject: { kind: 'Pod', metadata: { name: 'web-x7' } },
    },
    'alice created pod shop/web-x7 (name generated)',
    'alice 创建了 pod shop/web-x7（名称自动生成）',
  ],
  [
    'a name that is to be chosen',
    { verb: 'create', code: 201, object: { resource: 'pods', namespace: 'shop' }, requestObject: { metadata: { generateName: 'web-' } } },
    'alice created pod shop/web-… (name generated)',
    'alice 创建了 pod shop/web-…（名称自动生成）',
  ],
  [
    'deletecollection',
    { verb: 'deletecollection', object: { resource: 'pods', namespace: 'shop' }, uri: '/x?labelSelector=app%3Dweb' },
    'alice deleted pods in shop matching app=web',
    'alice 批量删除了 shop 中的 pods（匹配 app=web）',
  ],
])('a change: %s', (_title, given, english, chinese) => {
  expect(both(event(given))).toEqual([english, chinese]);
});
