// Watches a new API server until it is seen healthy with its new flags and a canary has arrived, or says why not.
import { setTimeout as wait } from 'node:timers/promises';
import { isInLog, logSize, newNonce, type Canary } from './canary.ts';
import { whyNotReady, type LocalApi } from './local-api.ts';
import { findServers, runsWith, servesPort } from './processes.ts';

export interface Expectation {
  readonly address: { readonly host: string; readonly port: number };
  /** The arguments of the new process; null where the server runs inside another one. */
  readonly args: readonly string[] | null;
  /** Flags that it must have among others, where not all are known. */
  readonly includes: readonly string[] | null;
  /** Where events must arrive; nothing of it after auditing was switched off. */
  readonly canary: Canary | null;
  /** On the node. */
  readonly logFile: string | null;
  readonly inStore: boolean;
  /** How long one and the same process must have been healthy. */
  readonly settleMs: number;
}

export interface HealthParts {
  readonly proc: string;
  readonly api: LocalApi;
  /** Whether an event with this nonce can be found in the store. */
  readonly findInStore: ((nonce: string) => Promise<boolean>) | null;
  /** What the caller knows to be wrong, or that somebody else has decided: stops the watch. */
  readonly stop: () => string | null;
  readonly say: (what: string) => void;
  readonly now: () => number;
}

export type Health = { readonly healthy: true } | { readonly healthy: false; readonly reason: string };

const pollMs = 300;
const canaryEveryMs = 5000;
/** So many processes that came and went are a crash loop. */
const maxProcesses = 4;

interface Sighting {
  process: string | null;
  since: number | null;
  seen: Set<string>;
  nonces: { nonce: string; from: number; sentAt: number }[];
  inLog: boolean;
  inStore: boolean;
}

/** Looks until `deadline` (by `now`). The reason of a failure is the last thing that was missing. */
export async function watchHealth(expected: Expectation, parts: HealthParts, deadline: number): Promise<Health> {
  const sighting: Sighting = { process: null, since: null, seen: new Set(), nonces: [], inLog: false, inStore: false };
  let told = '';
  for (;;) {
    const missing = await look(expected, parts, sighting);
    if (missing === null) return { healthy: true };
    if (missing !== told) parts.say(missing);
    told = missing;
    const stop = parts.stop() ?? (sighting.seen.size >= maxProcesses ? `kube-apiserver starts again and again: ${missing}` : null);
    if (stop !== null) return { healthy: false, reason: stop };
    if (parts.now() >= deadline) return { healthy: false, reason: missing };
    await wait(pollMs);
  }
}

/** What is still missing; null = nothing. */
async function look(expected: Expectation, parts: HealthParts, sighting: Sighting): Promise<string | null> {
  const running = lookAtProcesses(expected, parts.proc);
  if ('missing' in running) return forget(sighting, running.missing);
  if (running.id !== sighting.process) forget(sighting, '');
  sighting.process = running.id;
  sighting.seen.add(running.id);
  const reason = await whyNotReady(parts.api);
  if (reason !== null) {
    sighting.since = null;
    return `kube-apiserver is not ready: ${reason}`;
  }
  sighting.since ??= parts.now();
  const missing = await lookForCanary(expected, parts, sighting);
  if (missing !== null) return missing;
  return parts.now() - sighting.since >= expected.settleMs ? null : `healthy; it must stay so for ${expected.settleMs / 1000} s`;
}

function forget(sighting: Sighting, missing: string): string {
  Object.assign(sighting, { process: null, since: null, nonces: [], inLog: false, inStore: false });
  return missing;
}

/** The one process that serves the port has to be the new one. */
function lookAtProcesses({ args, includes, address }: Expectation, proc: string): { id: string } | { missing: string } {
  if (args === null && includes === null) return { id: 'inside' };
  const serving = findServers(proc, args ?? []).filter((one) => servesPort(one, address.port));
  const fresh = serving.filter((one) => (args === null ? includes!.every((flag) => one.args.includes(flag)) : runsWith(one, args)));
  if (serving.length === 0) return { missing: 'kube-apiserver is not running' };
  if (fresh.length === 0) return { missing: 'kube-apiserver runs with other flags than the manifest has: kubelet has not restarted it' };
  if (serving.length > 1) return { missing: 'the old kube-apiserver runs beside the new one' };
  return { id: `${fresh[0].pid} ${fresh[0].started}` };
}

async function lookForCanary(expected: Expectation, parts: HealthParts, sighting: Sighting): Promise<string | null> {
  const { canary, logFile } = expected;
  if (canary === null) return null;
  const inLog = (): boolean => logFile === null || sighting.inLog;
  const inStore = (): boolean => !expected.inStore || parts.findInStore === null || sighting.inStore;
  if (!inLog() || !inStore()) {
    const unsent = await sendCanary(canary, logFile, parts, sighting);
    if (unsent !== null) return unsent;
  }
  if (logFile !== null) sighting.inLog ||= sighting.nonces.some(({ nonce, from }) => isInLog(logFile, from, nonce));
  if (!inLog()) return `no event of the canary request is in ${logFile}`;
  if (!inStore()) for (const { nonce } of sighting.nonces) sighting.inStore ||= await parts.findInStore!(nonce).catch(() => false);
  return inStore() ? null : 'no event of the canary request is in the store of Cluster Audit';
}

/** A new one every few seconds, as long as none has arrived. What went wrong with it, or null. */
async function sendCanary(canary: Canary, logFile: string | null, { api, now }: HealthParts, { nonces }: Sighting): Promise<string | null> {
  const last = nonces.at(-1);
  if (last !== undefined && now() - last.sentAt <= canaryEveryMs) return null;
  const nonce = newNonce();
  nonces.push({ nonce, from: logFile === null ? 0 : logSize(logFile), sentAt: now() });
  const { status, text } = await api.ask(canary.method, canary.path.replace('NONCE', nonce), canary.body);
  if (status === 0) return `a canary request was not answered: ${text}`;
  return status >= 500 ? `a canary request was answered with ${status}` : null;
}
