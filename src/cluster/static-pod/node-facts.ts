// What a node is like now: everything that a plan and its checks are made from, read once, nothing changed.
import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { defaultPolicyFile, defaultWebhookConfigFile } from '../api-server-flags.ts';
import { hasSystemd, runProgram } from './dead-man.ts';
import { defaultManifest, detectDistribution, listenPort, staticPodPath, type Distribution } from './detect.ts';
import { createLocalApi, findCredential, whyNotReady, type LocalApi } from './local-api.ts';
import { decodeText, modeOf, nearestFolder, readIfThere, under, type FileMode } from './node-files.ts';
import { readOriginal, readState, type NodeState } from './node-state.ts';
import { readManifest } from './read-manifest.ts';
import { strayCopies } from './stray-copies.ts';

export interface NodeFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly text: string;
  readonly mode: FileMode;
}

export interface NodeFacts {
  readonly root: string;
  readonly distribution: Distribution | null;
  readonly state: NodeState | null;
  readonly manifest: NodeFile | null;
  /** The manifest as it was before this program first changed it, to the byte. */
  readonly original: Buffer | null;
  readonly policy: NodeFile | null;
  readonly webhook: NodeFile | null;
  readonly staticPodPath: string | undefined;
  readonly strays: readonly string[];
  readonly oneFilesystem: boolean;
  readonly isRoot: boolean;
  readonly hasSystemd: boolean;
  readonly selinux: boolean;
  /** Null: it cannot be told. */
  readonly clockIsKept: boolean | null;
  /** Where this node's API server answers. */
  readonly address: { readonly host: string; readonly port: number };
  readonly api: ApiFacts;
  readonly user: LocalApi['user'];
  /** Where the processes of this node are listed. */
  readonly proc: string;
}

export interface ApiFacts {
  readonly isReady: boolean;
  readonly reason: string;
  /** `1.31`, as the server tells it. */
  readonly version: string | undefined;
  /** Other API servers of the cluster, and its other members of etcd; null: not known. */
  readonly others: readonly { readonly name: string; readonly isReady: boolean }[] | null;
}

export async function readFacts(root: string, manifestPath: string | undefined): Promise<NodeFacts> {
  const distribution = manifestPath === undefined ? detectDistribution(root) : 'kubeadm';
  const state = readState(root);
  const place = manifestPath ?? state?.manifest?.path ?? defaultManifest;
  const manifest = distribution === 'kubeadm' || distribution === 'minikube' ? readFile(root, place) : null;
  const address = manifest === null ? { host: '127.0.0.1', port: listenPort(root, distribution) } : readManifest(place, manifest.text).probe;
  const api = createLocalApi(address, findCredential(root));
  return {
    root,
    distribution,
    state,
    manifest,
    ...readOwn(root, state),
    staticPodPath: staticPodPath(root),
    address,
    strays: manifest === null ? [] : strayCopies(root, place),
    oneFilesystem: isOneFilesystem(root, place),
    ...readHost(root),
    api: await askApi(api),
    user: api.user,
  };
}

function readOwn(root: string, state: NodeState | null): Pick<NodeFacts, 'original' | 'policy' | 'webhook'> {
  const webhook = state?.files.find(({ path: file }) => /\/webhook[^/]*\.yaml$/.test(file));
  return {
    original: state?.manifest == null ? null : readOriginal(root, state.manifest.original),
    policy: readFile(root, state?.policyFile ?? defaultPolicyFile),
    webhook: readFile(root, webhook?.path ?? defaultWebhookConfigFile),
  };
}

function readHost(root: string): Pick<NodeFacts, 'isRoot' | 'hasSystemd' | 'selinux' | 'clockIsKept' | 'proc'> {
  return {
    isRoot: process.getuid?.() === 0,
    hasSystemd: hasSystemd(root),
    selinux: readIfThere(under(root, '/sys/fs/selinux/enforce'))?.toString('utf8').trim() === '1',
    clockIsKept: root === '/' ? isClockKept() : null,
    proc: procOf(root),
  };
}

export function readFile(root: string, place: string): NodeFile | null {
  const bytes = readIfThere(under(root, place));
  return bytes === null ? null : { path: place, bytes, text: decodeText(place, bytes), mode: modeOf(under(root, place))! };
}

/** Free and whole size of the filesystem where a folder of the node is or will be, and what its files hold already. In bytes. */
export function readDisk(root: string, folder: string): { free: number; size: number; used: number } {
  const place = under(root, folder);
  const { bavail, blocks, bsize } = statfsSync(nearestFolder(place));
  const names = existsSync(place) ? readdirSync(place) : [];
  const used = names.reduce((sum, name) => sum + (statSync(path.join(place, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  return { free: bavail * bsize, size: blocks * bsize, used };
}

/** Another root may bring its own process table; an empty one does not count. */
export function procOf(root: string): string {
  const own = under(root, '/proc');
  return root !== '/' && existsSync(own) && readdirSync(own).some((name) => /^\d+$/.test(name)) ? own : '/proc';
}

function isOneFilesystem(root: string, manifest: string): boolean {
  const folder = path.dirname(under(root, manifest));
  return statSync(nearestFolder(folder)).dev === statSync(nearestFolder(path.dirname(folder))).dev;
}

function isClockKept(): boolean | null {
  const { status, output } = runProgram('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return status === 0 ? output.trim() === 'yes' : null;
}

async function askApi(api: LocalApi): Promise<ApiFacts> {
  const reason = await whyNotReady(api);
  if (reason !== null) return { isReady: false, reason, version: undefined, others: null };
  const version = await api.ask('GET', '/version');
  const pods = await api.ask('GET', '/api/v1/namespaces/kube-system/pods?labelSelector=component%20in%20%28kube-apiserver%2Cetcd%29');
  return {
    isReady: true,
    reason: '',
    version: version.status === 200 ? versionOf(version.text) : undefined,
    others: pods.status === 200 ? otherServers(pods.text) : null,
  };
}

function versionOf(text: string): string | undefined {
  const { gitVersion } = parseJson(text) as { gitVersion?: string };
  return /^v(1\.\d+)\./.exec(gitVersion ?? '')?.[1];
}

/** What stands between us and the server may answer anything. */
function parseJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

interface PodList {
  items?: { metadata?: { name?: string }; spec?: { nodeName?: string }; status?: { conditions?: { type: string; status: string }[] } }[];
}

/** All API servers and members of etcd but this node's own, which are told by the host's name: with one of them away, a restart here could cost the quorum. */
function otherServers(text: string): ApiFacts['others'] {
  const own = hostName();
  const { items = [] } = parseJson(text) as PodList;
  return items
    .filter(({ spec }) => spec?.nodeName !== own)
    .map(({ metadata, status }) => ({
      name: metadata?.name ?? '?',
      isReady: status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true,
    }));
}

function hostName(): string {
  try {
    return readFileSync('/proc/sys/kernel/hostname', 'utf8').trim();
  } catch {
    return '';
  }
}
