// English texts of opening audit logs that lie in files.
import { numberFormat } from './number-format.ts';

const number = numberFormat('en');

export const enOpen = {
  title: 'Open audit logs',
  action: 'Open files…',
  drop: 'Drop audit logs to open them',
  dropText: 'NDJSON, gzip or an EventList. They are searched in a cluster of their own.',
  choose: 'Choose files',
  none: 'Choose audit logs, or drop them on any page.',
  files: (count: number, size: string) => (count === 1 ? `1 file, ${size}` : `${number.format(count)} files, ${size}`),
  cluster: 'Name of the cluster that they are from',
  clusterHint:
    'A cluster of its own is made for them, with Cluster Audit enabled; nothing is removed by age. Opening the same file again stores nothing twice.',
  badName: 'Letters a–z, digits, - and . only; not longer than 63.',
  taken: 'A cluster of this name sends events of its own. Choose another name.',
  start: 'Open',
  progress: (percent: number) => `${percent} % read`,
  counts: (accepted: number, duplicates: number, quarantined: number, dropped: number) =>
    [
      `${number.format(accepted)} events stored`,
      duplicates > 0 ? `${number.format(duplicates)} were there already` : '',
      quarantined > 0 ? `${number.format(quarantined)} in quarantine, because they are no audit events` : '',
      dropped > 0 ? `${number.format(dropped)} dropped by policy` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  stop: 'Stop',
  stopped: 'Stopped. What was sent by then can be searched.',
  failed: 'The files could not be read to their end. What was sent by then can be searched; opening them again stores nothing twice.',
  failedUnpack: 'A packed file is damaged, or holds several packed parts one after the other: unpack it first, or use cluster-audit import.',
  done: 'Everything can be searched.',
  nothing: 'There is no audit event in these files.',
  explore: 'Show them in Explore',
  quarantine: 'See the quarantine',
};
