// kube-apiserver's manifest as kubeadm of each version writes it. Facts from kubernetes/kubernetes,
// cmd/kubeadm/app/phases/controlplane/{manifests,volumes}.go and cmd/kubeadm/app/util/staticpod/utils.go, release-1.20 to release-1.36.

export interface ManifestOptions {
  readonly minor: number;
  readonly address?: string;
  readonly port?: number;
  /** More flags, as kubeadm's extraArgs: sorted in among the others. */
  readonly extraArgs?: Readonly<Record<string, string>>;
}

/** What changed between the versions: insecure-port went with 1.24, the probe's named port came with 1.34, empty metadata and status went with it. */
export function kubeadmManifest({ minor, address = '192.168.56.10', port = 6443, extraArgs = {} }: ManifestOptions): string {
  const pki = '/etc/kubernetes/pki';
  const flags: Record<string, string> = {
    'advertise-address': address,
    'allow-privileged': 'true',
    'authorization-mode': 'Node,RBAC',
    'client-ca-file': `${pki}/ca.crt`,
    'enable-admission-plugins': 'NodeRestriction',
    'enable-bootstrap-token-auth': 'true',
    'etcd-cafile': `${pki}/etcd/ca.crt`,
    'etcd-certfile': `${pki}/apiserver-etcd-client.crt`,
    'etcd-keyfile': `${pki}/apiserver-etcd-client.key`,
    'etcd-servers': 'https://127.0.0.1:2379',
    ...(minor < 24 ? { 'insecure-port': '0' } : {}),
    'kubelet-client-certificate': `${pki}/apiserver-kubelet-client.crt`,
    'kubelet-client-key': `${pki}/apiserver-kubelet-client.key`,
    'kubelet-preferred-address-types': 'InternalIP,ExternalIP,Hostname',
    'proxy-client-cert-file': `${pki}/front-proxy-client.crt`,
    'proxy-client-key-file': `${pki}/front-proxy-client.key`,
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-client-ca-file': `${pki}/front-proxy-ca.crt`,
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-username-headers': 'X-Remote-User',
    'secure-port': String(port),
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': `${pki}/sa.pub`,
    'service-account-signing-key-file': `${pki}/sa.key`,
    'service-cluster-ip-range': '10.96.0.0/12',
    'tls-cert-file': `${pki}/apiserver.crt`,
    'tls-private-key-file': `${pki}/apiserver.key`,
    ...extraArgs,
  };
  const command = Object.keys(flags)
    .sort()
    .map((name) => `    - ${quoted(`--${name}=${flags[name]}`)}\n`)
    .join('');
  const probe = (path: string, failures: number, delay: number, period: number): string => `      failureThreshold: ${failures}
      httpGet:
        host: ${address}
        path: ${path}
        port: ${minor >= 34 ? 'probe-port' : port}
        scheme: HTTPS
${delay > 0 ? `      initialDelaySeconds: ${delay}\n` : ''}      periodSeconds: ${period}
      timeoutSeconds: 15
`;
  const hostPaths = [
    ['ca-certs', '/etc/ssl/certs'],
    ['etc-ca-certificates', '/etc/ca-certificates'],
    ['k8s-certs', pki],
    ['usr-local-share-ca-certificates', '/usr/local/share/ca-certificates'],
    ['usr-share-ca-certificates', '/usr/share/ca-certificates'],
  ];
  return `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: ${address}:${port}
${minor < 34 ? '  creationTimestamp: null\n' : ''}  labels:
    component: kube-apiserver
    tier: control-plane
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - command:
    - kube-apiserver
${command}    image: ${minor < 25 ? 'k8s.gcr.io' : 'registry.k8s.io'}/kube-apiserver:v1.${minor}.2
    imagePullPolicy: IfNotPresent
    livenessProbe:
${probe('/livez', 8, 10, 10)}    name: kube-apiserver
${minor >= 34 ? `    ports:\n    - containerPort: ${port}\n      name: probe-port\n      protocol: TCP\n` : ''}    readinessProbe:
${probe('/readyz', 3, 0, 1)}    resources:
      requests:
        cpu: 250m
    startupProbe:
${probe('/livez', 24, 10, 10)}    volumeMounts:
${hostPaths.map(([name, path]) => `    - mountPath: ${path}\n      name: ${name}\n      readOnly: true\n`).join('')}  hostNetwork: true
${minor >= 26 ? '  priority: 2000001000\n' : ''}  priorityClassName: system-node-critical
${minor >= 22 ? '  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n' : ''}  volumes:
${hostPaths.map(([name, path]) => `  - hostPath:\n      path: ${path}\n      type: DirectoryOrCreate\n    name: ${name}\n`).join('')}status: {}
`;
}

/** As the YAML printer of kubeadm does it. */
function quoted(text: string): string {
  return /: | #/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}
