// Starts the worker that checks texts. The page's content security policy takes scripts only by a trusted address.
import { trustedAddress } from '../../parts/trusted-address.ts';
// eslint-disable-next-line import/default -- made by Vite
import workerUrl from './check-worker.ts?worker&url';

const address = trustedAddress('cluster-audit-worker', workerUrl);

export function startCheckWorker(): Worker {
  return new Worker(address, { type: 'module' });
}
