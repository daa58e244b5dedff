// Simplified Chinese texts of what stands around the list on the search page: histogram, facets, chips, pivots, live.
import type { enExplorePanels } from './en-explore-panels.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('zh-CN');

export const zhExplorePanels: typeof enExplorePanels = {
  histogram: {
    label: '事件随时间的分布',
    role: '直方图',
    keys: '事件随时间的分布。左右键标记时刻，按住 Shift 标记范围；Enter 将时间缩小到所标范围；加号放大，减号缩小。',
    hint: '拖动 = 选范围，滚轮 = 缩放，双击 = 缩小',
    marked: (from, to, count) => `${from} – ${to}：${number.format(count)} 个`,
    only: (family) => `只看${family}；再点一次撤销`,
    per: (interval) => `每条 ${interval}`,
  },
  facets: {
    label: '匹配事件的取值',
    findField: '查找字段',
    findValue: (field) => `在 ${field} 中查找`,
    noField: '没有这个名称的字段。',
    atLeast: (count) => `≥ ${number.format(count)}`,
    more: (count) => `还有 ${number.format(count)} 个`,
    fewer: '收起',
    absent: '无此字段',
    include: '只看这些；再点一次撤销。按住 Alt：排除这些',
    exclude: '排除这些',
    excludeValue: (value) => (value === '' ? '排除没有该字段的事件' : `排除 ${value.slice(0, 60)}`),
    fields: '字段',
    show: '显示字段',
    hide: '隐藏字段',
  },
  live: {
    start: '实时',
    startTitle: '显示从现在起到达的事件',
    stopTitle: '停止显示新到达的事件',
    connecting: '正在连接…',
    listening: '实时：没有打开请求时，新到达的事件会直接显示。',
    fresh: (count) => `${number.format(count)} 个新事件`,
  },
  chips: {
    label: '查询的各个条件',
    not: 'NOT',
    include: '反转：只看这些',
    exclude: '反转：排除这些',
    remove: (text) => `移除 ${text.slice(0, 60)}`,
  },
  pivots: {
    label: '由此继续',
    object: '同一对象',
    actor: '同一用户',
    address: '同一地址',
    around: '前后一分钟',
    request: '同一审计 ID',
  },
};
