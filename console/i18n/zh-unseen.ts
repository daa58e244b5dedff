// Simplified Chinese texts of what an answer cannot show, and why.
import type { enUnseen } from './en-unseen.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('zh-CN');

export const zhUnseen: typeof enUnseen = {
  title: '您看不到的内容',
  looking: '正在查明哪些内容看不到…',
  nothing: '没有发现会隐藏匹配事件的原因。',
  impossible: '查询自相矛盾：不可能有事件与它匹配。',
  never: {
    requestObject: '这类请求不发送正文：永远没有 requestObject。',
    responseObject: '这类请求的响应没有可记录的正文：永远没有 responseObject。',
    stage: '在这个阶段，事件中没有所查询的内容。',
  },
  filters: '查询本身把它们排除在外',
  without: '去掉',
  withoutRange: '不限时间',
  withoutCluster: '不限集群',
  thereAre: (count) => `有 ${number.format(count)} 个事件`,
  disabled: '该集群没有开启集群审计。',
  nothingSent: '该集群从未存储过任何事件。',
  toFeature: '查看该功能',
  afterLast: (newest) => `${newest} 之后没有收到任何事件。`,
  beforeFirst: (oldest) => `现存最早的事件是 ${oldest}。`,
  retention: (topic, days, before) => `日志主题 ${topic} 保留 ${number.format(days)} 天：早于 ${before} 的事件已被删除。`,
  gap: (missing, from, to) => `${from} 至 ${to} 之间，API Server 记录的一些事件不在这里：${missing}`,
  toHealth: '查看明细',
  notCounted: '无法判断是否有事件缺失：没有 API Server 报告它记录了多少事件。',
  policyUnknown: '这里不知道其 API Server 使用的策略，因此无法判断这类请求是否被记录。',
  tell: '提供该策略',
  policyOf: {
    api_server: (version) => `其 API Server 的策略（版本 ${version}）`,
    arrival: (version, topic) => `日志主题 ${topic} 在到达时应用的策略（版本 ${version}）`,
  },
  verdict: {
    all: '完全不记录所查询的内容。',
    usual: '完全不记录所查询的内容（指 Kubernetes 自带的资源，不含子资源）。',
    some: '可能隐藏了其中一部分。',
    none: '没有发现隐藏其中的任何内容。',
  },
  inForce: (since, until) => (until === null ? `自 ${since} 起` : `${since} 至 ${until}`),
  rule: (index, line) => (line === null ? `规则 ${index}` : `规则 ${index}，第 ${line} 行`),
  noRule: '没有匹配的规则',
  takes: {
    dropped: { all: '不记录这类请求。', rest: '不记录其余的请求。', some: '可能不记录其中一部分请求。' },
    level: { all: '对这类请求的记录少于所查询的内容。', rest: '对其余请求的记录少于所查询的内容。', some: '可能对其中一部分请求记录得更少。' },
    stage: { all: '略去了能显示它的阶段。', rest: '略去了能显示其余请求的阶段。', some: '可能略去了能显示其中一部分请求的阶段。' },
    body: {
      all: '不记录这类正文：找不到正文中的词。',
      rest: '不记录其余请求的这类正文：找不到正文中的词。',
      some: '可能不记录其中一部分请求的这类正文。',
    },
  },
  droppedSo: (count) => `这段时间内有 ${number.format(count)} 个事件未保留。`,
  moreRules: (count) => `以及另外 ${number.format(count)} 条规则`,
  moreClusters: (count) => `还有 ${number.format(count)} 个集群没有检查：请选择其中一个查看。`,
  bench: {
    title: (cluster) => `${cluster} 的 API Server 所用的策略`,
    about: '把 --audit-policy-file 的内容放在这里。这不会安装任何东西：之后没有结果时就能指出是哪条规则记录得更少。',
    save: '它们使用的就是这个策略',
    saved: (version) => `已记为版本 ${version}。`,
  },
};
