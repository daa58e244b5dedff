// What auditing needs in a manifest: flags, folders to mount and annotations, given what is there already.
import path from 'node:path';
import { apiServerFlags, defaultLogFile, defaultPolicyFile, defaultWebhookConfigFile, logFlags, type ApiServerFlag } from '../api-server-flags.ts';
import { flagValue, type Flag, type Manifest } from './read-manifest.ts';

export const auditModes = ['log', 'webhook', 'both'] as const;
export type AuditMode = (typeof auditModes)[number];

/** What the operator asked for; undefined = what is there stays, and where nothing is the default is taken. */
export interface AuditSetup {
  readonly mode: AuditMode;
  /** A policy was named: it takes the place of one that is in use. */
  readonly hasPolicy: boolean;
  readonly maxSizeMb?: number;
  readonly maxBackups?: number;
  readonly maxAgeDays?: number;
  /** SHA-256 of the files that kube-apiserver reads only at its start, in hex. */
  readonly hashes: { readonly policy?: string; readonly webhook?: string };
}

export interface WantedFlag extends ApiServerFlag {
  /** Without dashes. */
  readonly name: string;
}

export interface WantedMount {
  readonly volume: string;
  /** The same on the node and in the pod. */
  readonly folder: string;
  readonly readOnly: boolean;
}

export interface Wanted {
  /** Flags to add or to give another value; those that are right already are not in it. */
  readonly flags: readonly WantedFlag[];
  readonly mounts: readonly WantedMount[];
  readonly annotations: Readonly<Record<string, string>>;
}

export const policyAnnotation = 'cluster-audit/policy-sha256';
export const webhookAnnotation = 'cluster-audit/webhook-sha256';

export function wantedOf(manifest: Manifest, setup: AuditSetup): Wanted {
  const flags = wantedFlags(manifest.flags, setup);
  const valueOf = (name: string): string | undefined => flags.find((flag) => flag.name === name)?.value ?? flagValue(manifest.flags, name);
  const policy = valueOf('audit-policy-file');
  const log = usesLog(setup.mode) ? valueOf('audit-log-path') : undefined;
  const webhook = usesWebhook(setup.mode) ? valueOf('audit-webhook-config-file') : undefined;
  const config = [policy, webhook].flatMap((file) => (file === undefined || isMounted(manifest, file, false) ? [] : [path.posix.dirname(file)]));
  const logs = log === undefined || isMounted(manifest, path.posix.dirname(log), true) || hasMountAt(manifest, log) ? [] : [path.posix.dirname(log)];
  return {
    flags,
    mounts: [
      ...[...new Set(config)].map((folder, index) => ({ volume: freeName(manifest, 'cluster-audit-config', index), folder, readOnly: true })),
      ...logs.map((folder) => ({ volume: freeName(manifest, 'cluster-audit-log', 0), folder, readOnly: false })),
    ],
    annotations: {
      ...(setup.hashes.policy === undefined ? {} : { [policyAnnotation]: setup.hashes.policy }),
      ...(setup.hashes.webhook === undefined ? {} : { [webhookAnnotation]: setup.hashes.webhook }),
    },
  };
}

export function usesLog(mode: AuditMode): boolean {
  return mode !== 'webhook';
}

export function usesWebhook(mode: AuditMode): boolean {
  return mode !== 'log';
}

/** Where a path of the pod lies on the node; undefined where it is in no folder of the node. */
export function hostPathOf({ mounts, volumes }: Pick<Manifest, 'mounts' | 'volumes'>, file: string): string | undefined {
  const mount = mountOf(mounts, file);
  const volume = volumes.find(({ name }) => name === mount?.name);
  if (mount === undefined || mount.subPath || volume?.hostPath === undefined) return undefined;
  return path.posix.join(volume.hostPath, path.posix.relative(mount.mountPath, file));
}

/** A flag that stands there with a harmless value is left alone, so that what an operator chose stays chosen. */
function wantedFlags(present: readonly Flag[], setup: AuditSetup): readonly WantedFlag[] {
  const [policy, ...webhook] = apiServerFlags({ policyFile: defaultPolicyFile, webhookConfigFile: defaultWebhookConfigFile });
  const all = [policy, ...(usesLog(setup.mode) ? logFlags({ logFile: defaultLogFile, ...setup }) : []), ...(usesWebhook(setup.mode) ? webhook : [])];
  return all.map((flag) => ({ ...flag, name: flag.flag.slice(2) })).filter((flag) => !isRight(flag, flagValue(present, flag.name), setup));
}

function isRight({ name, value }: WantedFlag, now: string | undefined, setup: AuditSetup): boolean {
  if (now === undefined || now === value) return now === value;
  switch (name) {
    case 'audit-policy-file':
      return !setup.hasPolicy;
    case 'audit-log-path':
      return now !== '-' && now !== '';
    case 'audit-log-maxsize':
      return setup.maxSizeMb === undefined && isBound(now);
    case 'audit-log-maxbackup':
      return setup.maxBackups === undefined && isBound(now);
    case 'audit-log-maxage':
      return setup.maxAgeDays === undefined;
    case 'audit-webhook-config-file':
      return false;
    default:
      return true;
  }
}

/** 0 means without a bound. */
function isBound(text: string): boolean {
  return Number(text) > 0;
}

function mountOf(mounts: Manifest['mounts'], file: string): Manifest['mounts'][number] | undefined {
  return mounts.filter(({ mountPath }) => isInside(mountPath.replace(/(?<=.)\/+$/, ''), file)).toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
}

export function isInside(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function isMounted(manifest: Manifest, file: string, toWrite: boolean): boolean {
  const mount = mountOf(manifest.mounts, file);
  return mount !== undefined && !(toWrite && mount.readOnly) && hostPathOf(manifest, file) === file;
}

/** A log that is mounted as a file by itself, or from elsewhere on the node: the operator's own arrangement. */
function hasMountAt({ mounts, volumes }: Manifest, file: string): boolean {
  return hostPathOf({ mounts, volumes }, file) !== undefined && mountOf(mounts, file)?.readOnly === false;
}

function freeName({ volumes, mounts }: Manifest, name: string, index: number): string {
  const taken = new Set([...volumes, ...mounts].map((one) => one.name));
  for (let number = index; ; number += 1) {
    const candidate = number === 0 ? name : `${name}-${number + 1}`;
    if (!taken.has(candidate)) return candidate;
  }
}
