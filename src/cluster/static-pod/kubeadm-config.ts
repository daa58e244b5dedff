// kubeadm's ClusterConfiguration: the same flags and mounts as in the manifest, so that an upgrade writes them again.
import { isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Change, Container } from './change.ts';
import { removeItem, removePair, replaceScalar, splice, type Plain } from './edit-yaml.ts';
import { clearUnder, indexNamed, putUnder } from './put-under.ts';
import { mapUnder, pairOf, readYaml, refusal, seqUnder, textOf, type YamlText } from './yaml-text.ts';

export type ConfigChange =
  | { readonly kind: 'argument-added'; readonly name: string; readonly value: string; readonly containers: readonly Container[] }
  /** `was` is the value as it was written. */
  | { readonly kind: 'argument-set'; readonly name: string; readonly value: string; readonly was: string }
  | { readonly kind: 'volume-added'; readonly name: string; readonly folder: string; readonly containers: readonly Container[] };

const name = 'ClusterConfiguration';

/** Brings the flags and mounts of a manifest's changes into the configuration. Throws AppError `bad_parameter` where it cannot be done without risk. */
export function patchClusterConfiguration(text: string, manifestChanges: readonly Change[]): { text: string; changes: readonly ConfigChange[] } {
  let now = text;
  const changes: ConfigChange[] = [];
  for (const change of manifestChanges) {
    const made = putChange(readConfiguration(now), change);
    if (made === null) continue;
    now = made.text;
    changes.push(made.change);
  }
  return { text: now, changes };
}

/** Takes them out again; what others have changed since stays. */
export function unpatchClusterConfiguration(text: string, changes: readonly ConfigChange[]): { text: string; left: readonly ConfigChange[] } {
  let now = text;
  const left: ConfigChange[] = [];
  for (const change of changes.toReversed()) {
    const undone = undo(readConfiguration(now), change);
    if (undone === null) left.push(change);
    else now = undone;
  }
  return { text: now, left };
}

/** The arguments of the API server that the configuration holds. */
export function configuredArguments(text: string): ReadonlyMap<string, string> {
  const yaml = readConfiguration(text);
  const list = argumentsOf(yaml);
  if (isSeq(list)) return new Map(list.items.filter(isMap).map((item) => [textOf(item.get('name', true)) ?? '', textOf(item.get('value', true)) ?? '']));
  return new Map(list?.items.map((pair) => [textOf(pair.key) ?? '', textOf(pair.value) ?? '']));
}

function readConfiguration(text: string): YamlText {
  const yaml = readYaml(name, text);
  if (!/^kubeadm\.k8s\.io\/v1beta[234]$/.test(textOf(yaml.root.get('apiVersion', true)) ?? ''))
    throw refusal(yaml, 0, 'is of a version that is not known', 'Known are kubeadm.k8s.io/v1beta2, v1beta3 and v1beta4.');
  return yaml;
}

/** v1beta4 has a list of {name, value}, the versions before a mapping. */
function hasList(yaml: YamlText): boolean {
  return textOf(yaml.root.get('apiVersion', true))!.endsWith('v1beta4');
}

function serverOf(yaml: YamlText): YAMLMap | undefined {
  return mapUnder(yaml, yaml.root, 'apiServer');
}

function argumentsOf(yaml: YamlText): YAMLMap | ReturnType<typeof seqUnder> {
  const server = serverOf(yaml);
  if (server === undefined) return undefined;
  return hasList(yaml) ? seqUnder(yaml, server, 'extraArgs') : mapUnder(yaml, server, 'extraArgs');
}

function putChange(yaml: YamlText, change: Change): { text: string; change: ConfigChange } | null {
  if (change.kind === 'flag-added' || change.kind === 'flag-set') return putArgument(yaml, change.name, change.value);
  if (change.kind !== 'mount-added') return null;
  const server = serverOf(yaml);
  if (server !== undefined && indexNamed(yaml, server, 'extraVolumes', change.name) >= 0) return null;
  const volume: Plain = {
    hostPath: change.folder,
    mountPath: change.folder,
    name: change.name,
    pathType: 'DirectoryOrCreate',
    ...(change.readOnly ? { readOnly: true } : {}),
  };
  const made = putUnder(yaml, yaml.root, ['apiServer', 'extraVolumes'], null, volume);
  return { text: splice(yaml.text, made.splice), change: { kind: 'volume-added', name: change.name, folder: change.folder, containers: made.containers } };
}

function putArgument(yaml: YamlText, argument: string, value: string): { text: string; change: ConfigChange } | null {
  const node = valueNodeOf(yaml, argument);
  if (node !== undefined) {
    if (textOf(node) === value) return null;
    const was = yaml.text.slice(node.range![0], node.range![1]);
    return { text: splice(yaml.text, replaceScalar(yaml, node, value)), change: { kind: 'argument-set', name: argument, value, was } };
  }
  const path = ['apiServer', 'extraArgs'];
  const made = hasList(yaml) ? putUnder(yaml, yaml.root, path, null, { name: argument, value }) : putUnder(yaml, yaml.root, path, argument, value);
  return { text: splice(yaml.text, made.splice), change: { kind: 'argument-added', name: argument, value, containers: made.containers } };
}

/** The node of an argument's value: of one given twice the last counts. */
function valueNodeOf(yaml: YamlText, argument: string): Node | undefined {
  const args = argumentsOf(yaml);
  if (isSeq(args)) {
    const item = args.items[indexNamed(yaml, serverOf(yaml)!, 'extraArgs', argument)];
    return isMap(item) ? (pairOf(item, 'value')?.value ?? undefined) : undefined;
  }
  return args === undefined ? undefined : (pairOf(args, argument)?.value ?? undefined);
}

function undo(yaml: YamlText, change: ConfigChange): string | null {
  const server = serverOf(yaml);
  if (server === undefined) return null;
  if (change.kind === 'volume-added') {
    const list = seqUnder(yaml, server, 'extraVolumes');
    const index = indexNamed(yaml, server, 'extraVolumes', change.name);
    if (list === undefined || index < 0) return null;
    return clear(splice(yaml.text, removeItem(yaml, list, index)), 'extraVolumes', change.containers);
  }
  const node = valueNodeOf(yaml, change.name);
  if (node === undefined || textOf(node) !== change.value) return null;
  if (change.kind === 'argument-set') return splice(yaml.text, { start: node.range![0], end: node.range![1], text: change.was });
  const args = argumentsOf(yaml)!;
  const edit = isSeq(args) ? removeItem(yaml, args, indexNamed(yaml, server, 'extraArgs', change.name)) : removePair(yaml, args, change.name);
  return clear(splice(yaml.text, edit), 'extraArgs', change.containers);
}

function clear(text: string, key: string, containers: readonly Container[]): string {
  return clearUnder(name, text, (yaml) => yaml.root, ['apiServer', key], containers);
}
