// Takes what auditing put into a manifest out again, also when the rest of it was edited since.
import { isMap, type Node, type YAMLMap } from 'yaml';
import type { Change } from './change.ts';
import { removeItem, removePair, splice, type Splice } from './edit-yaml.ts';
import { clearUnder, indexNamed } from './put-under.ts';
import { readManifest, type Manifest } from './read-manifest.ts';
import { mapUnder, pairOf, seqUnder, textOf, type YamlText } from './yaml-text.ts';

export interface Unpatched {
  readonly text: string;
  /** Changes that are not in the text any more, or not as they were made: others have them now. */
  readonly left: readonly Change[];
}

export function unpatchManifest(name: string, text: string, changes: readonly Change[]): Unpatched {
  let now = text;
  const left: Change[] = [];
  for (const change of changes.toReversed()) {
    const edit = undo(readManifest(name, now), change);
    if (edit === null) {
      left.push(change);
      continue;
    }
    now = splice(now, edit);
    if ('containers' in change) now = clearUnder(name, now, ownerOf(name, change.kind), [containerKeys[change.kind]], change.containers);
  }
  return { text: now, left };
}

const containerKeys = { 'mount-added': 'volumeMounts', 'volume-added': 'volumes', 'annotation-added': 'annotations' } as const;

function ownerOf(name: string, kind: keyof typeof containerKeys): (yaml: YamlText) => YAMLMap | undefined {
  if (kind === 'mount-added') return (yaml) => readManifest(name, yaml.text).container;
  return (yaml) => mapUnder(yaml, yaml.root, kind === 'volume-added' ? 'spec' : 'metadata');
}

function undo(manifest: Manifest, change: Change): Splice | null {
  const { yaml, container } = manifest;
  switch (change.kind) {
    case 'flag-added':
    case 'flag-set':
      return undoFlag(manifest, change);
    case 'mount-added':
      return removeNamed(manifest, container, 'volumeMounts', change.name, (mount) => textOf(mount.get('mountPath', true)) === change.folder);
    case 'volume-added':
      if (manifest.mounts.some(({ name }) => name === change.name)) return null;
      return removeNamed(manifest, mapUnder(yaml, yaml.root, 'spec')!, 'volumes', change.name, (volume) => isMap(volume.get('hostPath')));
    case 'annotation-added': {
      const annotations = annotationsOf(manifest);
      const pair = annotations === undefined ? undefined : pairOf(annotations, change.key);
      return pair === undefined || textOf(pair.value) !== change.value ? null : removePair(yaml, annotations!, change.key);
    }
  }
}

function undoFlag({ yaml, flags }: Manifest, change: Extract<Change, { kind: 'flag-added' | 'flag-set' }>): Splice | null {
  const flag = flags.findLast(({ name }) => name === change.name);
  if (flag === undefined || flag.value !== change.value) return null;
  if (change.kind === 'flag-added') return flag.valueIndex === flag.index ? removeItem(yaml, flag.list, flag.index) : null;
  const [start, end] = (flag.list.items[flag.valueIndex] as Node).range!;
  return { start, end, text: change.was };
}

function removeNamed({ yaml }: Manifest, owner: YAMLMap, key: string, name: string, isOurs: (item: YAMLMap) => boolean): Splice | null {
  const index = indexNamed(yaml, owner, key, name);
  const list = seqUnder(yaml, owner, key);
  return list === undefined || index < 0 || !isOurs(list.items[index] as YAMLMap) ? null : removeItem(yaml, list, index);
}

function annotationsOf({ yaml }: Manifest): YAMLMap | undefined {
  const metadata = mapUnder(yaml, yaml.root, 'metadata');
  return metadata === undefined ? undefined : mapUnder(yaml, metadata, 'annotations');
}
