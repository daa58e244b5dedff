// Simplified Chinese texts of opening audit logs that lie in files.
import type { enOpen } from './en-open.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('zh-CN');

export const zhOpen: typeof enOpen = {
  title: '打开审计日志',
  action: '打开文件…',
  drop: '放下审计日志即可打开',
  dropText: 'NDJSON、gzip 或 EventList，在各自的集群中检索。',
  choose: '选择文件',
  none: '请选择审计日志，或把它们拖放到任意页面。',
  files: (count, size) => `${number.format(count)} 个文件，${size}`,
  cluster: '日志所属集群的名称',
  clusterHint: '会为它们新建一个集群并开启集群审计；不会因过期而删除。再次打开同一文件不会重复存储。',
  badName: '只能使用 a–z、数字、- 和 .，最长 63 个字符。',
  taken: '同名的集群正在发送自己的事件，请换一个名称。',
  start: '打开',
  progress: (percent) => `已读取 ${percent} %`,
  counts: (accepted, duplicates, quarantined, dropped) =>
    [
      `已存储 ${number.format(accepted)} 个事件`,
      duplicates > 0 ? `${number.format(duplicates)} 个原已存在` : '',
      quarantined > 0 ? `${number.format(quarantined)} 个不是审计事件，已放入隔离区` : '',
      dropped > 0 ? `${number.format(dropped)} 个被策略丢弃` : '',
    ]
      .filter((part) => part !== '')
      .join('，'),
  stop: '停止',
  stopped: '已停止。此前发送的内容可以检索。',
  failed: '文件未能读完。此前发送的内容可以检索；再次打开不会重复存储。',
  failedUnpack: '压缩文件已损坏，或由多个压缩部分连接而成：请先解压，或使用 cluster-audit import。',
  done: '全部内容都可以检索了。',
  nothing: '这些文件中没有审计事件。',
  explore: '在检索页查看',
  quarantine: '查看隔离区',
};
