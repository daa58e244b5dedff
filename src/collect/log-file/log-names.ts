// Which files of a folder are one log: the live file and its backups, as lumberjack (kube-apiserver) and logrotate name them.
import path from 'node:path';

export interface LogNames {
  readonly folder: string;
  readonly live: string;
  /** True for a backup of the live file, compressed or not. */
  readonly isBackup: (name: string) => boolean;
}

export function logNames(file: string): LogNames {
  const { dir, base, name, ext } = path.parse(path.resolve(file));
  const [whole, stem, suffix] = [base, name, ext].map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  // kubelet: 0.log.20261123-050000[.gz]
  const kubelet = new RegExp(`^${whole}\\.\\d{8}-\\d{6}(\\.gz)?$`);
  // audit-2026-11-23T04-51-26.598.log[.gz]; audit.log.1[.gz], audit.log-20261123[.gz]
  const lumberjack = new RegExp(`^${stem}-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}${suffix}(\\.gz)?$`);
  const logrotate = new RegExp(`^${whole}[.-]\\d+(\\.gz)?$`);
  return { folder: dir, live: base, isBackup: (one) => lumberjack.test(one) || logrotate.test(one) || kubelet.test(one) };
}

/** When a backup was made, by its name where that tells it, else by its last change, ms. */
export function ageOf(name: string, changedAt: number): number {
  const match = /-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})\./.exec(name);
  return match === null ? changedAt : Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
}

export function isPacked(name: string): boolean {
  return name.endsWith('.gz');
}
