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

export const defaultPolicyFile = '/etc/kubernetes/audit/policy.yaml';
export const defaultWebhookConfigFile = '/etc/kubernetes/audit/webhook.yaml';

/** The flags in the order to write them; each is written `flag=value`. */
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
