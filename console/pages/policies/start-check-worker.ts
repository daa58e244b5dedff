// Starts the worker that checks texts. The page's content security policy takes scripts only by a trusted address.
// eslint-disable-next-line import/default -- made by Vite
import workerUrl from './check-worker.ts?worker&url';

/** As far as it is used here; TypeScript's DOM does not know it yet, and not every browser has it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
/** Takes one address only: that of our own worker. */
const addresses = trustedTypes?.createPolicy('cluster-audit-worker', {
  createScriptURL: (url) => {
    if (url === workerUrl) return url;
    throw new TypeError('not the address of the worker');
  },
});

export function startCheckWorker(): Worker {
  return new Worker(addresses?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' });
}
