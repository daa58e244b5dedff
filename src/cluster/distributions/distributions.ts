// The distributions for which exact files and commands are made, each with the place where its documentation says so.
import { logFlags, apiServerFlags, type ApiServerFlag } from '../api-server-flags.ts';
import { printDropIn, rancherFlags, rancherPaths, type Rancher } from '../static-pod/plan-rancher.ts';
import { usesLog, usesWebhook } from '../static-pod/wanted.ts';
import { gardener, openshift, talos } from './managed.ts';
import { flagRecord, indent, type Instructions, type InstructionsRequest } from './instructions.ts';

export interface DistributionGuide {
  readonly title: string;
  /** Who changes the API server: this program, or the reader by these instructions. */
  readonly isAutomatic: boolean;
  readonly make: (request: InstructionsRequest) => Instructions;
}

const folder = '/etc/kubernetes/audit';
const logFile = '/var/log/kubernetes/audit/audit.log';

export const distributionGuides: Readonly<Record<string, DistributionGuide>> = {
  kubeadm: { title: 'kubeadm', isAutomatic: true, make: kubeadm },
  k3s: { title: 'k3s', isAutomatic: true, make: (request) => rancher('k3s', request) },
  rke2: { title: 'RKE2', isAutomatic: true, make: (request) => rancher('rke2', request) },
  kind: { title: 'kind', isAutomatic: false, make: kind },
  minikube: { title: 'minikube', isAutomatic: false, make: minikube },
  talos: { title: 'Talos', isAutomatic: false, make: talos },
  kops: { title: 'kOps', isAutomatic: false, make: kops },
  microk8s: { title: 'MicroK8s', isAutomatic: false, make: microk8s },
  gardener: { title: 'Gardener', isAutomatic: false, make: gardener },
  openshift: { title: 'OpenShift', isAutomatic: false, make: openshift },
};

function flagsOf(request: InstructionsRequest, place: string, log = logFile): readonly ApiServerFlag[] {
  const [policy, ...webhook] = apiServerFlags({ policyFile: `${place}/policy.yaml`, webhookConfigFile: `${place}/webhook.yaml` });
  return [policy, ...(usesLog(request.mode) ? logFlags({ ...request, logFile: log }) : []), ...(usesWebhook(request.mode) ? webhook : [])];
}

function configFiles({ policy, webhook, mode }: InstructionsRequest, place: string): { path: string; content: string }[] {
  return [{ path: `${place}/policy.yaml`, content: policy }, ...(usesWebhook(mode) ? [{ path: `${place}/webhook.yaml`, content: webhook ?? noWebhook }] : [])];
}

export const noWebhook = '# cluster-audit cluster webhook-config NAME prints what belongs here\n';
const quoted = (flags: readonly ApiServerFlag[], join: string): string[] => flags.map(({ flag, value }) => `${flag.slice(2)}${join}"${value}"`);

/** As a kubeadm configuration: for a new cluster, or where a configuration management owns the masters. */
function kubeadm(request: InstructionsRequest): Instructions {
  const flags = flagsOf(request, folder);
  const volumes = [
    ['cluster-audit-config', folder, true],
    ...(usesLog(request.mode) ? [['cluster-audit-log', logFile.replace(/\/[^/]*$/, ''), false] as const] : []),
  ] as const;
  const extraVolumes = volumes.map(
    ([name, place, readOnly]) =>
      `  - name: ${name}\n    hostPath: ${place}\n    mountPath: ${place}\n    pathType: DirectoryOrCreate${readOnly ? '\n    readOnly: true' : ''}`,
  );
  const content = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer:
  extraArgs:
${flags.map(({ flag, value }) => `  - name: ${flag.slice(2)}\n    value: "${value}"`).join('\n')}
  extraVolumes:
${extraVolumes.join('\n')}
`;
  return {
    files: [...configFiles(request, folder), { path: 'kubeadm-audit.yaml', content }],
    commands: [
      'kubeadm init --config kubeadm-audit.yaml   # a new cluster: merge it with your own configuration',
      'cluster-audit node enable   # an existing one, on each master: this is done for you, with a way back',
    ],
    notes: [
      'v1beta4 (kubeadm 1.31 and later) has extraArgs as a list; v1beta3 has a mapping of name: value.',
      'The files must lie on every master before its API server starts.',
    ],
    undo: ['cluster-audit node disable'],
    flags: flagRecord(flags),
  };
}

function rancher(distribution: Rancher, request: InstructionsRequest): Instructions {
  const paths = rancherPaths(distribution);
  const files = { policyFile: `${paths.folder}/policy.yaml`, webhookFile: `${paths.folder}/webhook.yaml`, logFile: paths.logFile };
  const flags = rancherFlags(request.mode, files, request);
  return {
    files: [...configFiles(request, paths.folder), { path: paths.dropIn, content: printDropIn(distribution, paths, flags, usesWebhook(request.mode)) }],
    commands: [
      `mkdir -p -m 0700 ${paths.folder} ${paths.logFile.replace(/\/[^/]*$/, '')}`,
      paths.restart,
      'cluster-audit node enable   # on each server: this is done for you, with a way back',
    ],
    notes:
      distribution === 'k3s'
        ? ['The API server runs inside k3s: one that does not start takes the whole k3s with it.']
        : ['With a CIS profile RKE2 has a policy of level None: it looks enabled, and records nothing until it is replaced.'],
    undo: [`rm ${paths.dropIn}`, paths.restart],
    flags: flagRecord(flags),
  };
}

const kindLogVolume = '      - {name: audit-log, hostPath: /var/log/kubernetes/audit, mountPath: /var/log/kubernetes/audit, pathType: DirectoryOrCreate}\n';

/** site/content/docs/user/auditing.md of kind. */
function kind(request: InstructionsRequest): Instructions {
  const flags = flagsOf(request, folder);
  const content = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
  kubeadmConfigPatches:
  - |
    kind: ClusterConfiguration
    apiServer:
      extraArgs:
${indent(quoted(flags, ': ').join('\n'), 8)}
      extraVolumes:
      - {name: audit-config, hostPath: ${folder}, mountPath: ${folder}, readOnly: true, pathType: DirectoryOrCreate}
${usesLog(request.mode) ? kindLogVolume : ''}  extraMounts:
  - {hostPath: ./audit, containerPath: ${folder}, readOnly: true}
`;
  return {
    files: [...configFiles(request, './audit'), { path: 'kind-audit.yaml', content }],
    commands: ['kind create cluster --config kind-audit.yaml', 'docker exec kind-control-plane tail -f /var/log/kubernetes/audit/audit.log'],
    notes: [
      'hostPath of extraVolumes is a path inside the node container, which extraMounts fills.',
      'For a cluster that exists: run cluster-audit node enable inside the node container; it is a kubeadm master.',
      'kind writes its kubeadm configuration as v1beta3, where extraArgs is a mapping; for v1beta4 write a list of name and value.',
    ],
    undo: ['kind delete cluster'],
    flags: flagRecord(flags),
  };
}

/** Only folders that are mounted already can hold the files: minikube copies what lies below ~/.minikube/files into the node. */
function minikube(request: InstructionsRequest): Instructions {
  const place = '/etc/ssl/certs/audit';
  const flags = flagsOf(request, place, '-').filter(({ flag, value }) => flag !== '--audit-log-path' || value === '-');
  const local = `~/.minikube/files${place}`;
  const extra = flags
    .filter(({ flag }) => !/maxsize|maxbackup|maxage/.test(flag))
    .map(({ flag, value }) => `--extra-config=apiserver.${flag.slice(2)}=${value}`);
  return {
    files: configFiles(request, local),
    commands: [`minikube start ${extra.join(' ')}`, ...(usesLog(request.mode) ? ['kubectl logs kube-apiserver-minikube -n kube-system'] : [])],
    notes: [
      'The log goes to standard output (audit-log-path=-): the container runtime rotates it, mixed with the server’s own lines. Prefer --mode webhook here.',
      'From inside the node the address of the host is host.minikube.internal.',
    ],
    undo: ['minikube start   # without the --extra-config options', `rm -r ${local}`],
    flags: flagRecord(flags.filter(({ flag }) => !/maxsize|maxbackup|maxage/.test(flag))),
  };
}

/** docs/cluster_spec.md of kOps, "Audit Logging". */
function kops(request: InstructionsRequest): Instructions {
  const place = '/srv/kubernetes/kube-apiserver/audit';
  const flags = new Map(flagsOf(request, place, '/var/log/kube-apiserver-audit.log').map(({ flag, value }) => [flag, value]));
  const names: readonly (readonly [string, string])[] = [
    ['--audit-policy-file', 'auditPolicyFile'],
    ['--audit-log-path', 'auditLogPath'],
    ['--audit-log-maxsize', 'auditLogMaxSize'],
    ['--audit-log-maxbackup', 'auditLogMaxBackups'],
    ['--audit-log-maxage', 'auditLogMaxAge'],
    ['--audit-webhook-config-file', 'auditWebhookConfigFile'],
    ['--audit-webhook-mode', 'auditWebhookMode'],
    ['--audit-webhook-batch-max-wait', 'auditWebhookBatchMaxWait'],
  ];
  const settings = names.flatMap(([flag, key]) => (flags.has(flag) ? [`    ${key}: ${flags.get(flag)}`] : []));
  const assets = configFiles(request, place).map(({ path, content }) => {
    const name = path.endsWith('webhook.yaml') ? 'audit-webhook' : 'audit-policy';
    return `  - name: ${name}\n    path: ${path}\n    roles: [ControlPlane]\n    content: |\n${indent(content, 6)}`;
  });
  return {
    files: [{ path: 'kops-audit.yaml', content: `spec:\n  kubeAPIServer:\n${settings.join('\n')}\n  fileAssets:\n${assets.join('\n')}\n` }],
    commands: [
      'kops edit cluster   # put the content of kops-audit.yaml below spec',
      'kops update cluster --yes',
      'kops rolling-update cluster --instance-group-roles=control-plane --yes',
    ],
    notes: [
      'The path of an asset and of its flag must be the same, or the API server does not start. Before kOps 1.22 the mounted paths were others.',
      'roles: [Master] before kOps 1.26.',
    ],
    undo: [
      'kops edit cluster   # take both parts out again',
      'kops update cluster --yes',
      'kops rolling-update cluster --instance-group-roles=control-plane --yes',
    ],
    flags: Object.fromEntries([...flags].map(([flag, value]) => [flag.slice(2), value])),
  };
}

/** All components are one process of a confined snap: only its own folders can be read. */
function microk8s(request: InstructionsRequest): Instructions {
  const place = '/var/snap/microk8s/current/args/audit';
  const flags = flagsOf(request, place, '/var/snap/microk8s/common/var/log/audit/audit.log');
  const args = '/var/snap/microk8s/current/args/kube-apiserver';
  return {
    files: [...configFiles(request, place), { path: `${args} (append)`, content: `${flags.map(({ flag, value }) => `${flag}=${value}`).join('\n')}\n` }],
    commands: [
      `cp ${args} /root/kube-apiserver.args.before`,
      'mkdir -p /var/snap/microk8s/common/var/log/audit',
      'snap restart microk8s.daemon-kubelite',
      'microk8s status --wait-ready',
    ],
    notes: ['A wrong flag stops all components of the node: keep the copy at hand.'],
    undo: [`cp /root/kube-apiserver.args.before ${args}`, 'snap restart microk8s.daemon-kubelite'],
    flags: flagRecord(flags),
  };
}
