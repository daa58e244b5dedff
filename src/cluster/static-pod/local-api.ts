// Requests to this node's own API server, at the address of its probes and with a credential that lies on the node.
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';
import { AppError } from '../../lib/app-error.ts';
import { under } from './node-files.ts';

export interface LocalApi {
  /** Never throws for a server that is away: `status` 0 and the reason as text. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>;
  /** The name and groups that kube-apiserver sees; null = nobody. */
  readonly user: { readonly name: string; readonly groups: readonly string[] } | null;
}

export interface Credential {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** Folders where kubeadm, minikube, k3s and RKE2 keep the certificates of administrators. */
const pairs = [
  { cert: '/etc/kubernetes/pki/apiserver-kubelet-client.crt', key: '/etc/kubernetes/pki/apiserver-kubelet-client.key' },
  { cert: '/var/lib/minikube/certs/apiserver-kubelet-client.crt', key: '/var/lib/minikube/certs/apiserver-kubelet-client.key' },
  ...['k3s', 'rke2'].map((name) => {
    const folder = `/var/lib/rancher/${name}/server/tls`;
    return { cert: `${folder}/client-admin.crt`, key: `${folder}/client-admin.key` };
  }),
];

/** The first credential that lies on the node: a pair of files, else that of admin.conf. Null where there is none. */
export function findCredential(root: string): Credential | null {
  for (const { cert, key } of pairs)
    if (existsSync(under(root, cert)) && existsSync(under(root, key))) return { cert: readFileSync(under(root, cert)), key: readFileSync(under(root, key)) };
  for (const file of ['/etc/kubernetes/super-admin.conf', '/etc/kubernetes/admin.conf'].map((one) => under(root, one))) {
    const found = existsSync(file) ? credentialOf(parse(readFileSync(file, 'utf8')) as Kubeconfig | null) : null;
    if (found !== null) return found;
  }
  return null;
}

function credentialOf(config: Kubeconfig | null): Credential | null {
  const user = config?.users?.[0]?.user;
  const [cert, key] = [user?.['client-certificate-data'], user?.['client-key-data']];
  return cert === undefined || key === undefined ? null : { cert: Buffer.from(cert, 'base64'), key: Buffer.from(key, 'base64') };
}

interface Kubeconfig {
  users?: { user?: { 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

const timeoutMs = 5000;

/** Null: ready. Else why not. Where no credential lies on the node, being turned away is a sign of life too. */
export async function whyNotReady(api: LocalApi): Promise<string | null> {
  const { status, text } = await api.ask('GET', '/readyz');
  if (status === 200 || (api.user === null && (status === 401 || status === 403))) return null;
  return status === 0 ? text : `/readyz answers ${status}`;
}

export function createLocalApi(address: { host: string; port: number }, credential: Credential | null): LocalApi {
  return {
    user: credential === null ? null : userOf(credential.cert),
    ask: (method, path, body) =>
      new Promise((resolve) => {
        const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
        const call = request(
          {
            method,
            path,
            host: address.host,
            port: address.port,
            agent: false,
            timeout: timeoutMs,
            headers: bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length },
            ...(credential === null ? {} : { cert: credential.cert, key: credential.key }),
            // The address of a probe is often in no certificate, and a server may have one of another authority. Nothing secret goes this way: a client
            // certificate proves itself without being given away, and whether it is the right server its process tells.
            rejectUnauthorized: false,
          },
          (response) => {
            const parts: Buffer[] = [];
            response.on('data', (part: Buffer) => parts.push(part));
            response.on('error', (error) => resolve({ status: 0, text: error.message }));
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
          },
        );
        call.on('timeout', () => call.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
        call.on('error', (error) => resolve({ status: 0, text: error.message }));
        call.end(bytes);
      }),
  };
}

function userOf(cert: string | Buffer): LocalApi['user'] {
  try {
    const lines = new X509Certificate(cert).subject.split('\n');
    const values = (name: string): string[] => lines.flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));
    return { name: values('CN')[0] ?? '', groups: [...values('O'), 'system:authenticated'] };
  } catch (cause) {
    throw new AppError('unavailable', `The client certificate of this node cannot be read: ${(cause as Error).message}`, { cause });
  }
}
