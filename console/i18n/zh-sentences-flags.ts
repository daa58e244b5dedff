// Simplified Chinese for why kube-apiserver is given each of its audit flags.
import type { Catalogue } from './translate-sentence.ts';

export const zhSentencesFlags: Catalogue = {
  'The audit policy: what is recorded, and in which detail. Without it kube-apiserver records nothing.':
    '审计策略：记录什么、记录到什么程度。没有它，kube-apiserver 不记录任何内容。',
  'This kubeconfig: where the events are sent.': '即这份 kubeconfig：事件发送到哪里。',
  'Events are sent in the background. In the blocking modes every API request would wait for the delivery of its events.':
    '事件在后台发送。在阻塞模式下，每个 API 请求都要等待其事件送达。',
  'Events wait at most 5 s for their batch to fill, instead of 30 s: they are here sooner, and fewer are lost when kube-apiserver is killed (1.20 loses the waiting batch at every restart).':
    '事件最多等待 5 秒（而不是 30 秒）凑满一批：到达更快，kube-apiserver 被杀掉时丢失也更少（1.20 每次重启都会丢失等待中的一批）。',
  'The log file, in a folder of its own that is mounted into the pod: rotation renames inside the folder, which a mounted file would not allow.':
    '日志文件，位于挂载到 Pod 中的单独目录：轮转需要在目录内重命名，直接挂载文件则无法做到。',
  'Each event is written before its request goes on, so that a kill loses none, and an error in writing fails no request. In batch mode up to 10,000 events wait in memory; blocking-strict answers 500 when the disk is full.':
    '每个事件在其请求继续之前写入，因此被杀掉时不会丢失事件，写入出错也不会使请求失败。在 batch 模式下，最多有 10,000 个事件在内存中等待；blocking-strict 在磁盘写满时应答 500。',
  'Megabytes of a file before it is rotated. An event larger than this is never written, so it must stay far above the largest object (about 3 MB).':
    '文件轮转前的大小（MB）。大于它的事件永远不会写入，因此必须远大于最大的对象（约 3 MB）。',
  'Rotated files that are kept: the disk in use is maxsize × (maxbackup + 1), and so long the agent may be away. Unset it is unlimited before 1.36, and 100 files from 1.36 on.':
    '保留的轮转文件数：占用的磁盘为 maxsize × (maxbackup + 1)，它也决定代理可以离线多久。不设置时，1.36 之前没有上限，从 1.36 开始为 100 个文件。',
  'Days that rotated files are kept: what is older is in the store, and need not lie on the master.':
    '轮转文件保留的天数：更早的内容已在存储中，不必留在 Master 节点上。',
};
