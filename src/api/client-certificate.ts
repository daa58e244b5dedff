// Who a client certificate speaks for: an authority of ours signed it, and it names one cluster.
import type { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../lib/app-error.ts';

/** `subject`: its common name. `refusal`: why a certificate that was shown does not count; null where none was shown. */
export type ShownCertificate =
  { readonly subject: string; readonly clusters: readonly string[]; readonly refusal: null } | { readonly subject: null; readonly refusal: string | null };

const maxSubject = 120;
const clusterPrefix = 'cluster:';

/** The certificate of the connection. One that is not signed by the client authority, or has expired, counts as none. */
export function readClientCertificate(request: Pick<FastifyRequest, 'raw'>, now: number): ShownCertificate {
  const socket = request.raw.socket as Partial<TLSSocket>;
  const certificate = socket.encrypted === true ? socket.getPeerCertificate?.() : undefined;
  if (certificate?.subject === undefined) return { subject: null, refusal: null };
  if (socket.authorized !== true) return { subject: null, refusal: String(socket.authorizationError ?? 'it cannot be verified') };
  // Checked when the connection was made: it may have ended since, because senders keep connections for days.
  if (now > Date.parse(certificate.valid_to)) return { subject: null, refusal: 'CERT_HAS_EXPIRED' };
  const organizations = [certificate.subject.O as string | string[] | undefined].flat();
  const clusters = organizations.flatMap((name) => (name?.startsWith(clusterPrefix) === true ? [name.slice(clusterPrefix.length)] : []));
  const [name = ''] = [certificate.subject.CN as string | string[] | undefined].flat();
  const subject = name.replaceAll(/[^ -~]/g, '?');
  return { subject: subject.slice(0, maxSubject), clusters, refusal: null };
}

/** The observation point of a certificate for this cluster, or null without one. Throws AppError `forbidden` for another cluster's. */
export function certificateSource(shown: ShownCertificate, cluster: string): string | null {
  if (shown.subject === null) return null;
  if (!shown.clusters.includes(cluster))
    throw new AppError('forbidden', `The client certificate is not for the cluster "${cluster}".`, {
      hint: `Its subject must hold the organisation O=${clusterPrefix}${cluster}.`,
    });
  return `certificate:${shown.subject}`;
}
