// Simplified Chinese texts of the first page.
import type { enStart } from './en-start.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('zh-CN');

export const zhStart: typeof enStart = {
  title: '首页',
  heading: '您想知道什么？',
  box: '提问',
  placeholder: '谁删除了 deployment shop/web？ · 也可输入对象、用户、地址、审计 ID、kubectl 命令或 URL',
  submit: '提问',
  looking: '正在查找…',
  answer: '回答',
  examples: '当前数据可以回答的问题',
  canTake: '可以这样输入',
  samples: ['谁删除了 deployment shop/web？', 'system:admin 做了什么', 'kubectl delete pod web-1 -n shop', '10.0.0.0/8'],
  asked: {
    deleted: (object) => `谁删除了 ${object}？`,
    created: (object) => `谁创建了 ${object}？`,
    changed: (object) => `谁修改了 ${object}？`,
    user: (name) => `${name} 做了什么？`,
    address: (address) => `来自 ${address} 的请求有哪些？`,
  },
  proof: { time: '时间', from: '来源地址', verb: '操作', code: '状态码', cluster: '集群' },
  openEvent: '打开该事件',
  followed: '随后五分钟内发生的事',
  before: '在此之前',
  all: '在检索页查看全部',
  allOf: (count) => `在检索页查看全部 ${number.format(count)} 个事件`,
  none: '没有已存储的事件能回答这个问题',
  noneText: '仅凭这一点不能说明它没有发生。查找的内容如下：',
  toExplore: '在检索页修改查询',
  clusters: '集群',
  lastEvent: '最近的事件',
  noCluster: '还没有集群。',
  addCluster: '添加集群',
  moreClusters: (count) => `还有 ${number.format(count)} 个集群`,
};
