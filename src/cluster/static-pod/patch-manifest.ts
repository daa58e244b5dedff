// Puts what auditing needs into a manifest, and nothing else: the text outside the edits stays byte for byte, and a parse proves what changed.
import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Node } from 'yaml';
import { AppError } from '../../lib/app-error.ts';
import type { Change } from './change.ts';
import { appendItem, replaceScalar, splice, type Plain, type Splice } from './edit-yaml.ts';
import { putUnder } from './put-under.ts';
import { readManifest, type Flag, type Manifest } from './read-manifest.ts';
import type { Wanted, WantedFlag, WantedMount } from './wanted.ts';
import { mapUnder, pairOf, readYaml, seqUnder, valueOf } from './yaml-text.ts';

export interface Patched {
  readonly text: string;
  /** In the order in which they were made. */
  readonly changes: readonly Change[];
}

/** Throws AppError `bad_parameter` with a place where the manifest cannot be changed without risk. */
export function patchManifest(name: string, text: string, wanted: Wanted): Patched {
  let now = text;
  const changes: Change[] = [];
  const make = (edit: (manifest: Manifest) => { change: Change; splice: Splice }): void => {
    const made = edit(readManifest(name, now));
    now = splice(now, made.splice);
    changes.push(made.change);
  };
  for (const flag of wanted.flags) make((manifest) => putFlag(manifest, flag));
  for (const mount of wanted.mounts) make((manifest) => addVolume(manifest, mount));
  for (const mount of wanted.mounts) make((manifest) => addMount(manifest, mount));
  for (const [key, value] of Object.entries(wanted.annotations)) make((manifest) => addAnnotation(manifest, key, value));
  prove(name, text, now, changes);
  return { text: now, changes };
}

function putFlag({ yaml, flags, flagList }: Manifest, { name, value }: WantedFlag): { change: Change; splice: Splice } {
  const present = flags.findLast((flag) => flag.name === name);
  if (present === undefined) return { change: { kind: 'flag-added', name, value }, splice: appendItem(yaml, flagList, `--${name}=${value}`) };
  const node = present.list.items[present.valueIndex] as Node;
  const was = yaml.text.slice(node.range![0], node.range![1]);
  return { change: { kind: 'flag-set', name, value, was }, splice: replaceScalar(yaml, node, itemText(present, value)) };
}

/** A flag keeps the way it is written: in one item, or in two. */
function itemText(flag: Flag, value: string): string {
  return flag.valueIndex === flag.index ? `--${flag.name}=${value}` : value;
}

function addMount({ yaml, container }: Manifest, { volume, folder, readOnly }: WantedMount): { change: Change; splice: Splice } {
  const mount = mountValue(volume, folder, readOnly);
  const made = putUnder(yaml, container, ['volumeMounts'], null, mount);
  return { change: { kind: 'mount-added', name: volume, folder, readOnly, containers: made.containers }, splice: made.splice };
}

function addVolume({ yaml }: Manifest, { volume, folder }: WantedMount): { change: Change; splice: Splice } {
  const made = putUnder(yaml, mapUnder(yaml, yaml.root, 'spec')!, ['volumes'], null, volumeValue(volume, folder));
  return { change: { kind: 'volume-added', name: volume, folder, containers: made.containers }, splice: made.splice };
}

function addAnnotation({ yaml }: Manifest, key: string, value: string): { change: Change; splice: Splice } {
  const metadata = mapUnder(yaml, yaml.root, 'metadata');
  if (metadata === undefined) throw new AppError('bad_parameter', `${yaml.name} has no metadata.`, { hint: 'A static pod has at least a name.' });
  // One that was there before is not ours to replace; kubelet would see two values of one key.
  if (pairOf(mapUnder(yaml, metadata, 'annotations') ?? metadata, key) !== undefined)
    throw new AppError('conflict', `${yaml.name} has an annotation ${key} already.`, { hint: 'Take it out first.' });
  const made = putUnder(yaml, metadata, ['annotations'], key, value);
  return { change: { kind: 'annotation-added', key, value, containers: made.containers }, splice: made.splice };
}

function mountValue(volume: string, folder: string, readOnly: boolean): { readonly [key: string]: Plain } {
  return { mountPath: folder, name: volume, ...(readOnly ? { readOnly } : {}) };
}

/** DirectoryOrCreate: a master that has the manifest before it has the folder must not hang in it. */
function volumeValue(volume: string, folder: string): { readonly [key: string]: Plain } {
  return { hostPath: { path: folder, type: 'DirectoryOrCreate' }, name: volume };
}

/** Parses both texts and compares: only what was meant may differ. */
function prove(name: string, before: string, after: string, changes: readonly Change[]): void {
  const expected = changes.reduce(applyTo(readManifest(name, before)), valueOf(readYaml(name, before)) as Pod);
  if (isDeepStrictEqual(valueOf(readYaml(name, after)), expected)) return;
  throw new AppError('bad_parameter', `${name} is written in a way that cannot be changed without changing something else: it is left as it is.`, {
    hint: 'Look for anchors and merge keys around `command`, `volumes` and `annotations`, and write them out.',
  });
}

interface Pod {
  metadata: { annotations?: Record<string, string> | null };
  spec: { containers: Record<string, unknown>[]; volumes?: unknown[] | null };
}

/** The same changes on plain values: what a parse of the new text has to give. */
function applyTo(manifest: Manifest): (pod: Pod, change: Change) => Pod {
  const at = containerIndex(manifest);
  return (pod, change) => {
    const container = pod.spec.containers[at];
    switch (change.kind) {
      case 'flag-added':
        (container[Array.isArray(container.args) && container.args.length > 0 ? 'args' : 'command'] as string[]).push(`--${change.name}=${change.value}`);
        break;
      case 'flag-set': {
        const flag = manifest.flags.findLast((one) => one.name === change.name)!;
        const key = ['command', 'args'].find((one) => pairOf(manifest.container, one)?.value === flag.list)!;
        (container[key] as string[])[flag.valueIndex] = itemText(flag, change.value);
        break;
      }
      case 'mount-added':
        container.volumeMounts = [...((container.volumeMounts as unknown[] | null) ?? []), mountValue(change.name, change.folder, change.readOnly)];
        break;
      case 'volume-added':
        pod.spec.volumes = [...(pod.spec.volumes ?? []), volumeValue(change.name, change.folder)];
        break;
      case 'annotation-added':
        pod.metadata.annotations = { ...pod.metadata.annotations, [change.key]: change.value };
        break;
    }
    return pod;
  };
}

function containerIndex({ yaml, container }: Manifest): number {
  const spec = mapUnder(yaml, yaml.root, 'spec')!;
  return seqUnder(yaml, spec, 'containers')!
    .items.filter((item) => isMap(item) || isScalar(item))
    .indexOf(container);
}
