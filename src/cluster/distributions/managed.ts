// Distributions whose API server belongs to an operator: one asks it, and it does the rest.
import { logFlags, apiServerFlags } from '../api-server-flags.ts';
import { usesWebhook } from '../static-pod/wanted.ts';
import { flagRecord, indent, type Instructions, type InstructionsRequest } from './instructions.ts';

/** Machine configuration of Talos, `cluster.apiServer.auditPolicy` (from 1.3 on) and extraArgs. */
export function talos(request: InstructionsRequest): Instructions {
  const place = '/etc/kubernetes/audit';
  // Its own defaults (100 MB, 10 backups, 30 days) stay where nothing else is asked for.
  const asked = [
    ['maxsize', request.maxSizeMb],
    ['maxbackup', request.maxBackups],
    ['maxage', request.maxAgeDays],
  ].flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const rotation = logFlags(request).filter(({ flag }) => asked.some((name) => flag === `--audit-log-${name}`));
  const webhook = usesWebhook(request.mode) ? apiServerFlags({ webhookConfigFile: `${place}/webhook.yaml` }).slice(1) : [];
  const args = [...rotation, ...webhook].map(({ flag, value }) => `${flag.slice(2)}: "${value}"`);
  const policy = request.policy
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  const mount = usesWebhook(request.mode)
    ? `    extraVolumes:
      - {name: cluster-audit, hostPath: /var/cluster-audit, mountPath: ${place}, readonly: true}
machine:
  files:
    - path: /var/cluster-audit/webhook.yaml
      permissions: 0o600
      op: create
      content: |
${indent(request.webhook ?? '# cluster-audit cluster webhook-config NAME prints what belongs here\n', 8)}
`
    : '';
  return {
    files: [
      {
        path: 'talos-audit.yaml',
        content: `cluster:\n  apiServer:\n    auditPolicy:\n${indent(policy, 6)}\n${args.length === 0 ? '' : `    extraArgs:\n${indent(args.join('\n'), 6)}\n`}${mount}`,
      },
    ],
    commands: [
      'talosctl -n FIRST-MASTER patch machineconfig --patch @talos-audit.yaml',
      'talosctl -n FIRST-MASTER health',
      'talosctl -n FIRST-MASTER read /var/log/audit/kube/kube-apiserver.log | tail -1',
      '# then the other masters, one after the other',
    ],
    notes: [
      'Talos audits already: level Metadata for everything, into /var/log/audit/kube/kube-apiserver.log. This changes the policy.',
      'There is no shell on a node: read the log by talosctl, or run the agent as a pod with a hostPath of /var/log/audit/kube.',
      'A policy that kube-apiserver refuses is refused by nobody before: run cluster-audit policy check first, and one master after the other.',
    ],
    undo: ['talosctl -n MASTER edit machineconfig   # take the same parts out'],
    flags: {
      'audit-log-path': '/var/log/audit/kube/kube-apiserver.log',
      'audit-log-maxage': '30',
      'audit-log-maxbackup': '10',
      'audit-log-maxsize': '100',
      ...flagRecord(rotation),
    },
  };
}

/** Shoot.spec.kubernetes.kubeAPIServer.auditConfig of Gardener. */
export function gardener(request: InstructionsRequest): Instructions {
  const configMap = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: audit-policy\n  namespace: garden-PROJECT\ndata:\n  policy: |\n${indent(request.policy, 4)}\n`;
  const patch = `spec:\n  kubernetes:\n    kubeAPIServer:\n      auditConfig:\n        auditPolicy:\n          configMapRef:\n            name: audit-policy\n`;
  return {
    files: [
      { path: 'audit-policy.yaml', content: configMap },
      { path: 'shoot-audit.yaml', content: patch },
    ],
    commands: ['kubectl apply -f audit-policy.yaml   # in the garden cluster', 'kubectl -n garden-PROJECT patch shoot SHOOT --patch-file shoot-audit.yaml'],
    notes: [
      'Gardener refuses a Shoot with a policy that is not valid; a change of the ConfigMap counts from the next reconciliation on.',
      'The log lies in the seed. Where events go is the matter of the audit extension of the landscape: its webhook can be the address of cluster-audit cluster webhook-config.',
    ],
    undo: ['kubectl -n garden-PROJECT patch shoot SHOOT --type json -p \'[{"op":"remove","path":"/spec/kubernetes/kubeAPIServer/auditConfig"}]\''],
    // The log of a Shoot lies with the landscape.
    flags: {},
  };
}

/** spec.audit of apiserver.config.openshift.io; the policy itself cannot be given. */
export function openshift({ policy }: InstructionsRequest): Instructions {
  const profile = /level: RequestResponse/.test(policy) ? 'WriteRequestBodies' : 'Default';
  return {
    files: [{ path: 'apiserver-audit.yaml', content: `spec:\n  audit:\n    profile: ${profile}\n` }],
    commands: [
      'oc patch apiserver cluster --type merge --patch-file apiserver-audit.yaml',
      'oc get clusteroperator kube-apiserver --watch   # until PROGRESSING is False: one master after the other, about 10 minutes',
      'oc adm node-logs --role=master --path=kube-apiserver/audit.log',
    ],
    notes: [
      'OpenShift audits already (profile Default: metadata). It takes no policy of your own and no webhook: the profiles Default, WriteRequestBodies, AllRequestBodies and None are all there is.',
      'Follow the files by the agent: /var/log/kube-apiserver/audit.log, /var/log/openshift-apiserver/audit.log, /var/log/oauth-apiserver/audit.log and /var/log/oauth-server/audit.log of each master; the same auditID appears in several.',
      'Apply your own policy on arrival instead: cluster-audit policy topic apply.',
    ],
    undo: ['oc patch apiserver cluster --type merge -p \'{"spec":{"audit":{"profile":"Default"}}}\''],
    flags: { 'audit-log-path': '/var/log/kube-apiserver/audit.log', 'audit-log-maxbackup': '10', 'audit-log-maxsize': '200' },
  };
}
