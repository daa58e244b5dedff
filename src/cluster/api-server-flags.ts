// What to put on kube-apiserver's command line so that it audits and delivers here, and why each flag is there.

export interface ApiServerFlag {
  readonly flag: string;
  readonly value: string;
  readonly why: string;
}

export interface ApiServerFlagsOptions {
  /** Where the two files lie on the control-plane node, and in the kube-apiserver pod. */
  readonly policyFile?: string;
  readonly webhookConfigFile?: string;
}

export interface LogFlagsOptions {
  readonly logFile?: string;
  readonly maxSizeMb?: number;
  readonly maxBackups?: number;
  readonly maxAgeDays?: number;
}

export const defaultPolicyFile = '/etc/kubernetes/audit/policy.yaml';
export const defaultWebhookConfigFile = '/etc/kubernetes/audit/webhook.yaml';
export const defaultLogFile = '/var/log/kubernetes/audit/audit.log';
/** 10 files of 100 MB: one gigabyte on the master. */
export const defaultRotation = { maxSizeMb: 100, maxBackups: 9, maxAgeDays: 30 } as const;

/** The flags of policy and webhook in the order to write them; each is written `flag=value`. */
export function apiServerFlags(options: ApiServerFlagsOptions = {}): readonly ApiServerFlag[] {
  return [
    {
      flag: '--audit-policy-file',
      value: options.policyFile ?? defaultPolicyFile,
      why: 'The audit policy: what is recorded, and in which detail. Without it kube-apiserver records nothing.',
    },
    {
      flag: '--audit-webhook-config-file',
      value: options.webhookConfigFile ?? defaultWebhookConfigFile,
      why: 'This kubeconfig: where the events are sent.',
    },
    {
      flag: '--audit-webhook-mode',
      value: 'batch',
      why: 'Events are sent in the background. In the blocking modes every API request would wait for the delivery of its events.',
    },
    {
      flag: '--audit-webhook-batch-max-wait',
      value: '5s',
      why: 'Events wait at most 5 s for their batch to fill, instead of 30 s: they are here sooner, and fewer are lost when kube-apiserver is killed (1.20 loses the waiting batch at every restart).',
    },
  ];
}

/** The flags of the log file, in the order to write them. */
export function logFlags(options: LogFlagsOptions = {}): readonly ApiServerFlag[] {
  return [
    {
      flag: '--audit-log-path',
      value: options.logFile ?? defaultLogFile,
      why: 'The log file, in a folder of its own that is mounted into the pod: rotation renames inside the folder, which a mounted file would not allow.',
    },
    {
      flag: '--audit-log-mode',
      value: 'blocking',
      why: 'Each event is written before its request goes on, so that a kill loses none, and an error in writing fails no request. In batch mode up to 10,000 events wait in memory; blocking-strict answers 500 when the disk is full.',
    },
    {
      flag: '--audit-log-maxsize',
      value: String(options.maxSizeMb ?? defaultRotation.maxSizeMb),
      why: 'Megabytes of a file before it is rotated. An event larger than this is never written, so it must stay far above the largest object (about 3 MB).',
    },
    {
      flag: '--audit-log-maxbackup',
      value: String(options.maxBackups ?? defaultRotation.maxBackups),
      why: 'Rotated files that are kept: the disk in use is maxsize × (maxbackup + 1), and so long the agent may be away. Unset it is unlimited before 1.36, and 100 files from 1.36 on.',
    },
    {
      flag: '--audit-log-maxage',
      value: String(options.maxAgeDays ?? defaultRotation.maxAgeDays),
      why: 'Days that rotated files are kept: what is older is in the store, and need not lie on the master.',
    },
  ];
}
