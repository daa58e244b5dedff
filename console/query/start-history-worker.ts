// Starts the worker that takes histories apart. The page's content security policy takes scripts only by a trusted address.
import { trustedAddress } from '../parts/trusted-address.ts';
// eslint-disable-next-line import/default -- made by Vite
import workerUrl from './history-worker.ts?worker&url';

const address = trustedAddress('cluster-audit-history', workerUrl);

export function startHistoryWorker(): Worker {
  return new Worker(address, { type: 'module' });
}
