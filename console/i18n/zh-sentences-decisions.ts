// Simplified Chinese for what a policy does: why a rule does not match a request, and what could be left out of it.
import type { Catalogue } from './translate-sentence.ts';

export const zhSentencesDecisions: Catalogue = {
  // Why a rule does not match.
  'It names users, and nobody is logged in.': '它指定了用户，而没有人登录。',
  'The user {} is not among {}.': '用户 {1} 不在 {~2} 之中。',
  'It names groups, and nobody is logged in.': '它指定了组，而没有人登录。',
  'None of the groups {} is among {}.': '组 {~1} 都不在 {~2} 之中。',
  'The verb {} is not among {}.': '动作 {1} 不在 {~2} 之中。',
  'It names namespaces, and the request is for no resource.': '它指定了命名空间，而请求不针对资源。',
  'The request has no namespace; the rule is for {}.': '请求没有命名空间；规则针对 {~1}。',
  'The namespace {} is not among {}.': '命名空间 {1} 不在 {~2} 之中。',
  'It is for other URLs than resources.': '它针对资源以外的 URL。',
  'The path {} is not among {}.': '路径 {1} 不在 {~2} 之中。',
  'It names response codes, and there is none.': '它指定了状态码，而这里没有。',
  'The code {} is not among {}.': '状态码 {1} 不在 {~2} 之中。',
  'It names user agents, and there is none.': '它指定了 user agent，而这里没有。',
  'The user agent {} is not among {}.': 'user agent {1} 不在 {~2} 之中。',
  'It names resources, and the request is for none.': '它指定了资源，而请求不针对资源。',
  'The API group {} is not among {}.': 'API 组 {1} 不在 {~2} 之中。',
  'The request names no object; the rule is for {}.': '请求没有指明对象；规则针对 {~1}。',
  'The name {} is not among {}.': '名称 {1} 不在 {~2} 之中。',
  'The resource {} is not among {}.': '资源 {1} 不在 {~2} 之中。',
  '{} and {} more': '{1} 和另外 {2} 项',
  '(none)': '（空）',

  // What could be left out.
  'Leave out the stage RequestReceived': '不记录阶段 RequestReceived',
  'Arrivals tell nothing that the last stage of the same request does not tell; only a request that never ends has none.':
    '到达阶段说明的，同一请求的最后阶段都会说明；只有永不结束的请求没有最后阶段。',
  'Leave out reads by a component': '不记录组件的读取',
  'Components of the cluster read all day what they look after; what people and workloads do is still recorded.':
    '集群的组件整天都在读取它们所管理的对象；人和工作负载所做的仍会记录。',
  'Leave out URLs that are no resources': '不记录资源以外的 URL',
  'Health checks and discovery are asked for every few seconds by machines.': '机器每隔几秒就会请求健康检查和 API 发现。',
  'Leave out the response bodies': '不记录应答的正文',
  'What was asked for is still recorded; what the object looked like afterwards is not.': '请求了什么仍会记录；对象之后的样子不再记录。',
  'Leave out both bodies': '两个正文都不记录',
  'Who did it, when, to which object and with what result is still recorded; what it contained is not.':
    '谁、何时、对哪个对象、结果如何仍会记录；内容不再记录。',
  'Leave out routine writes by a component': '不记录组件的例行写入',
  'Leases, events and status are written by components every few seconds. Writes are only left out when that is allowed.':
    '组件每隔几秒就会写入 Lease、Event 和 status。只有在允许时才会省略写入。',
  'Leave out what attacks leave traces in': '不记录攻击会留下痕迹的请求',
  'Secrets, exec, RBAC and failed logins are what an incident is found by. They are only left out when that is allowed.':
    'Secret、exec、RBAC 和失败的登录是发现事故的依据。只有在允许时才会省略它们。',
  'Reads by {}, of one resource': '{~1} 对一种资源的读取',
  'Reads by {}, of {} resources': '{~1} 对 {2} 种资源的读取',
  'Reads by {} of what incidents are found by': '{~1} 对事故调查所依据内容的读取',
  'Routine writes by {}': '例行写入，来自 {~1}',
  '{}, asked for by those who are logged in or anonymous': '{~1}，由已登录者或匿名者请求',
  'Without the answers: {}': '不含应答：{~1}',
  'Without what was read: {}': '不含读到的内容：{~1}',
  'Without bodies: {}': '不含正文：{~1}',
  'The stage RequestReceived': '阶段 RequestReceived',
  'reads of {}': '对 {1} 的读取',
  'writes of {}': '对 {1} 的写入',
  'the nodes': '各节点',
  'Health checks': '健康检查',
  Metrics: '指标',
  Discovery: 'API 发现',
};
