// Simplified Chinese texts of completeness: whether anything is missing, by hour, and why.
import type { enCompleteness } from './en-completeness.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('zh-CN');

export const zhCompleteness: typeof enCompleteness = {
  title: '完整性',
  about: '各 API Server 自称记录的事件，与这里存储的事件对照。最近 24 小时；最新的一小时尚未结束。',
  statuses: { complete: '完整', incomplete: '有事件缺失', settling: '正在统计', unknown: '未知' },
  sentences: {
    complete: '没有缺失。',
    incomplete: '有些事件已被 API Server 记录，但不在这里。',
    settling: '目前没有发现缺失，有些事件仍在途中。',
    unknown: '无法判断是否有缺失。',
  },
  missing: (atLeast, atMost) =>
    atMost > atLeast ? `缺失 ${number.format(atLeast)} 至 ${number.format(atMost)} 个事件。` : `缺失 ${number.format(atLeast)} 个事件。`,
  range: (atLeast, atMost) => (atLeast === atMost ? number.format(atLeast) : `${number.format(atLeast)}–${number.format(atMost)}`),
  reasons: {
    no_instance: '还没有 API Server 上报计数：请以 --metrics-url 启动 agent。',
    no_scrape: '还没有读取过它的计数：请以 --metrics-url 启动 agent。',
    silent: '它已有五分钟以上没有消息。',
    shared_source: '它的事件无法与另一个 API Server 的区分开：请为每个分配各自的令牌。',
    no_source: '不知道它的事件来自哪个来源。',
    trouble: '上一次未能读取它的计数。',
    behind: '它的 agent 还有事件没有送达。',
  },
  causes: {
    failed_there: (plugin) => `被 API Server 丢弃（${plugin}）`,
    quarantined: () => '已到达，但不是事件（在隔离区）',
    agent_missed: () => '在 agent 读取之前已经消失',
    unexplained: () => '原因不明',
  },
  cause: (events, sentence) => `${number.format(events)} 个${sentence}`,
  recovered: (events) => `其中 ${number.format(events)} 个以元数据恢复`,
  unaccounted: {
    before_first_scrape: (_from, to) => `${to} 之前没有统计。`,
    restart: (from, to) => `${from} 至 ${to} 无法判断：API Server 在此期间结束过。`,
    counters_ran_back: (from, to) => `${from} 至 ${to} 无法判断：它的计数倒退了。`,
  },
  known: (to) => `已知至 ${to}`,
  table: (instance) => `${instance} 的各小时`,
  columns: { hour: '小时（UTC）', made: '已记录', stored: '在此', dropped: '策略丢弃', missing: '缺失' },
  noHours: '还没有统计任何小时。',
  clock: (source, events) => `${source}：${number.format(events)} 个事件的时间在未来，它的时钟偏快。`,
  stale: '刚才无法查询存储：这是较早一次的结果。',
};
