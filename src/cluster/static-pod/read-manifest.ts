// What a manifest says of its kube-apiserver: flags, mounts, volumes, probes, version, each with its place in the text.
import { isMap, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { mapUnder, readYaml, refusal, seqUnder, startOf, textOf, type YamlText } from './yaml-text.ts';

export interface Flag {
  /** Without dashes: `audit-log-path`. */
  readonly name: string;
  /** Null for a flag that is switched on by its name alone. */
  readonly value: string | null;
  /** The list it stands in, its item, and the item of its value (the same for `--flag=value`). */
  readonly list: YAMLSeq;
  readonly index: number;
  readonly valueIndex: number;
}

export interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly subPath: boolean;
}

export interface Volume {
  readonly name: string;
  /** Undefined: not a folder or file of the node. */
  readonly hostPath: string | undefined;
}

/** Where probes ask the API server. */
export interface ProbeAddress {
  readonly host: string;
  readonly port: number;
}

export interface Manifest {
  readonly yaml: YamlText;
  readonly container: YAMLMap;
  /** Where more flags go. */
  readonly flagList: YAMLSeq;
  /** In their order; of a flag given twice the last counts. */
  readonly flags: readonly Flag[];
  /** Everything behind the program's name, as the process will see it. */
  readonly args: readonly string[];
  readonly mounts: readonly Mount[];
  readonly volumes: readonly Volume[];
  readonly annotations: ReadonlyMap<string, string>;
  readonly probe: ProbeAddress;
  /** `1.31`; undefined where the image's tag does not tell. */
  readonly version: string | undefined;
  /** The user and group that the process runs as; undefined = root. */
  readonly runAs: { readonly uid: number | undefined; readonly gid: number | undefined };
}

/** Reads a static pod's manifest. Throws AppError `bad_parameter` with the place where it cannot be changed without risk. */
export function readManifest(name: string, text: string): Manifest {
  const yaml = readYaml(name, text);
  if (textOf(yaml.root.get('kind', true)) !== 'Pod') throw refusal(yaml, 0, 'is no Pod', 'Name the manifest of kube-apiserver by --manifest.');
  const spec = mapUnder(yaml, yaml.root, 'spec');
  const containers = spec === undefined ? undefined : seqUnder(yaml, spec, 'containers');
  const found = containers?.items.filter(isMap).map((container) => ({ container, ...programOf(yaml, container) }));
  const server = found?.find(({ program }) => program >= 0);
  if (spec === undefined || server === undefined) throw noServer(yaml, found?.map(({ container }) => container) ?? []);
  const { container, lists, items, program } = server;
  const flags = readFlags(yaml, items.slice(program + 1));
  const args = items.slice(program + 1).map(({ text }) => text);
  return {
    yaml,
    container,
    flagList: lists.at(-1)!,
    flags,
    args,
    mounts: readMounts(yaml, container),
    volumes: readVolumes(yaml, spec),
    annotations: readAnnotations(yaml),
    probe: readProbe(container, flags),
    version: /:v?(1\.\d+)(?:\.|$|[-+@])/.exec(textOf(container.get('image', true)) ?? '')?.[1],
    runAs: readUser(spec, container),
  };
}

/** The value of a flag: the last one counts. Undefined where it is not given; "true" where it is given by its name alone. */
export function flagValue(flags: readonly Flag[], name: string): string | undefined {
  const flag = flags.findLast((one) => one.name === name);
  return flag === undefined ? undefined : (flag.value ?? 'true');
}

interface Item {
  readonly text: string;
  readonly list: YAMLSeq;
  readonly index: number;
}

/** The command line of a container, and where in it kube-apiserver's name stands (-1: nowhere). */
function programOf(yaml: YamlText, container: YAMLMap): { lists: readonly YAMLSeq[]; items: readonly Item[]; program: number } {
  const lists = ['command', 'args'].flatMap((key) => seqUnder(yaml, container, key) ?? []);
  const items = lists.flatMap((list) => list.items.map((node, index) => ({ text: textOf(node) ?? '', list, index })));
  const named = items.findLastIndex(({ text }) => /^(?:\S*\/)?(?:kube-)?apiserver$/.test(text));
  return { lists, items, program: named };
}

function noServer(yaml: YamlText, containers: readonly YAMLMap[]): Error {
  for (const container of containers) {
    const shell = ['command', 'args'].flatMap((key) => seqUnder(yaml, container, key)?.items ?? []).find((node) => /kube-apiserver\s/.test(textOf(node) ?? ''));
    if (shell !== undefined)
      return refusal(yaml, startOf(shell as Node), 'starts kube-apiserver by a shell command', 'Write the program and its flags as items of `command`.');
  }
  return refusal(yaml, 0, 'starts no kube-apiserver', 'The command of one container must be kube-apiserver: name another file by --manifest.');
}

function readFlags(yaml: YamlText, items: readonly Item[]): readonly Flag[] {
  const flags: Flag[] = [];
  for (let at = 0; at < items.length; at += 1) {
    const { text, list, index } = items[at];
    const place = startOf(list.items[index] as Node);
    if (text === '--') throw refusal(yaml, place, 'has "--" among the flags', 'What stands behind it is no flag any more: take it out.');
    const match = /^--([\w.-]+)(?:=([^]*))?$/.exec(text);
    if (match === null) throw refusal(yaml, place, `has ${JSON.stringify(text.slice(0, 60))} among the flags`, 'Write each flag as --name=value.');
    const next = items[at + 1];
    const isApart = match[2] === undefined && next !== undefined && !next.text.startsWith('--');
    if (isApart && next.list !== list) throw refusal(yaml, place, 'has a flag in `command` and its value in `args`', 'Write it as --name=value.');
    flags.push({ name: match[1].replaceAll('_', '-'), value: isApart ? next.text : (match[2] ?? null), list, index, valueIndex: isApart ? next.index : index });
    if (isApart) at += 1;
  }
  return flags;
}

function readMounts(yaml: YamlText, container: YAMLMap): readonly Mount[] {
  return (seqUnder(yaml, container, 'volumeMounts')?.items ?? []).filter(isMap).map((mount) => ({
    name: textOf(mount.get('name', true)) ?? '',
    mountPath: textOf(mount.get('mountPath', true)) ?? '',
    readOnly: mount.get('readOnly') === true,
    subPath: mount.has('subPath') || mount.has('subPathExpr'),
  }));
}

function readVolumes(yaml: YamlText, spec: YAMLMap): readonly Volume[] {
  return (seqUnder(yaml, spec, 'volumes')?.items ?? []).filter(isMap).map((volume) => {
    const hostPath = volume.get('hostPath');
    return { name: textOf(volume.get('name', true)) ?? '', hostPath: isMap(hostPath) ? textOf(hostPath.get('path', true)) : undefined };
  });
}

function readAnnotations(yaml: YamlText): ReadonlyMap<string, string> {
  const metadata = mapUnder(yaml, yaml.root, 'metadata');
  const annotations = metadata === undefined ? undefined : mapUnder(yaml, metadata, 'annotations');
  return new Map(annotations?.items.map((pair) => [textOf(pair.key) ?? '', textOf(pair.value) ?? '']));
}

/** The address of the probes; a named port (kubeadm from 1.34 on) is looked up among the container's ports. */
function readProbe(container: YAMLMap, flags: readonly Flag[]): ProbeAddress {
  const fallback = Number(flagValue(flags, 'secure-port') ?? 6443);
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const get = container.getIn([name, 'httpGet']);
    if (!isMap(get) || textOf(get.get('scheme', true))?.toUpperCase() !== 'HTTPS') continue;
    const port = textOf(get.get('port', true)) ?? '';
    return { host: textOf(get.get('host', true)) ?? '127.0.0.1', port: Number(/^\d+$/.test(port) ? port : (namedPort(container, port) ?? fallback)) };
  }
  return { host: flagValue(flags, 'advertise-address') ?? '127.0.0.1', port: fallback };
}

function namedPort(container: YAMLMap, name: string): string | undefined {
  const ports = container.get('ports');
  const port = isSeq(ports) ? ports.items.filter(isMap).find((one) => textOf(one.get('name', true)) === name) : undefined;
  return textOf(port?.get('containerPort', true));
}

function readUser(spec: YAMLMap, container: YAMLMap): Manifest['runAs'] {
  const number = (key: string): number | undefined => {
    for (const owner of [container, spec]) {
      const value = owner.getIn(['securityContext', key]);
      if (typeof value === 'number') return value;
    }
    return undefined;
  };
  return { uid: number('runAsUser'), gid: number('runAsGroup') };
}
