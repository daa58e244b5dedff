// The kubeconfig for `--audit-webhook-config-file`, with comments that tell what to do with it.
import { Document, isMap, isScalar } from 'yaml';
import { AppError } from '../lib/app-error.ts';
import { apiServerFlags } from './api-server-flags.ts';
import type { ApiServerFlagsOptions } from './api-server-flags.ts';
import { requireName } from './names.ts';

export interface WebhookKubeconfigOptions extends ApiServerFlagsOptions {
  readonly cluster: string;
  /** The absolute address that the cluster's API servers reach, `…/ingest/v1/CLUSTER`, without token. */
  readonly ingestUrl: string;
  /** A token's secret. It stands in the answer, which is to be handled like one. */
  readonly secret: string;
}

const context = 'cluster-audit';

/** Answers YAML. Throws AppError `bad_parameter` for an address that kube-apiserver could not use as it stands. */
export function webhookKubeconfig(options: WebhookKubeconfigOptions): string {
  const { cluster, secret } = options;
  requireName('cluster', cluster);
  const url = checkedUrl(options.ingestUrl);
  const isPlain = url.protocol === 'http:';
  const address = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  const document = new Document({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server: isPlain ? `${address}/${encodeURIComponent(secret)}` : address } }],
    users: [{ name: cluster, user: isPlain ? {} : { token: secret } }],
    contexts: [{ name: context, context: { cluster: context, user: cluster } }],
    'current-context': context,
  });
  document.commentBefore = comment(heading(options));
  commentOn(document, 'clusters', isPlain ? plainServer : tlsServer);
  commentOn(document, 'users', isPlain ? plainUser : tlsUser);
  return document.toString({ lineWidth: 0 });
}

const plainServer = [
  'The last part of the address is the token: over plain http kube-apiserver sends no Authorization header, and it drops a query string.',
  'Over plain http anyone on the way can read events and token: use https outside a trusted network.',
  'Give the final address: kube-apiserver follows a 301, 302 or 303 as a GET without body and counts it as delivered, so the batch would be lost.',
];
const tlsServer = [
  'If the server certificate is not signed by an authority that the control-plane node trusts, add below `server`:',
  '  certificate-authority: FILE   (its CA certificate in PEM, mounted like this file)',
  'Give the final address: kube-apiserver follows a 301, 302 or 303 as a GET without body and counts it as delivered, so the batch would be lost.',
];
const plainUser = ['Empty: the token stands in the address above.'];
const tlsUser = ['Sent as a bearer token with each batch.'];

function heading(options: WebhookKubeconfigOptions): readonly string[] {
  const flags = apiServerFlags(options);
  const [policy, webhook] = flags;
  return [
    `Where kube-apiserver of cluster ${options.cluster} delivers its audit events. It holds a token: chmod 0600, owner root.`,
    '',
    `1. Save it as ${webhook.value} on every control-plane node, beside the audit policy ${policy.value}.`,
    '2. Where kube-apiserver runs as a static pod, mount both files into it read-only (hostPath), or it will not start.',
    '3. Give kube-apiserver these flags:',
    ...flags.flatMap(({ flag, value, why }) => ['', `   ${flag}=${value}`, `     ${why}`]),
  ];
}

function checkedUrl(ingestUrl: string): URL {
  const url = URL.canParse(ingestUrl) ? new URL(ingestUrl) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('bad_parameter', `${JSON.stringify(ingestUrl.slice(0, 200))} is no address that kube-apiserver can send to`, {
      hint: 'Use an absolute http:// or https:// address.',
    });
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new AppError('bad_parameter', 'The address holds a query, a fragment or a password', {
      hint: 'kube-apiserver drops a query string: cluster and token go into the path.',
    });
  }
  return url;
}

function commentOn(document: Document, key: string, lines: readonly string[]): void {
  if (!isMap(document.contents)) return;
  const pair = document.contents.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = comment(lines);
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '' : ` ${line}`)).join('\n');
}
