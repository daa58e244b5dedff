// Patches by what they touch: a scale, a restart, another image, a cordon; else the fields by name.
import { isArray, isNumber, isObject, type JsonValue } from '../audit/json-value.ts';
import type { Deed, Thing } from './deed.ts';
import { findTouches, printPath, type Touch } from './find-touches.ts';
import { at, listAt, numberAt, textAt } from './read-json.ts';
import { parameter, type RequestFacts } from './read-request.ts';

const maxFields = 3;

export function findChange(facts: RequestFacts, thing: Thing): Deed {
  const manager = parameter(facts, 'fieldManager');
  if (isApply(facts)) return { does: 'apply', thing, manager: manager ?? '', isNew: facts.code === null ? null : facts.code === 201 };
  const touches = findTouches(facts.requestObject).filter((touch) => !isNoise(touch.path));
  const meant = recognizers.map((recognize) => recognize(touches, thing, facts)).find((deed) => deed !== null);
  return meant ?? { does: 'change', thing, ...namesOf(touches.map(({ path }) => printPath(path))) };
}

/** Server-side apply: a whole object and a field manager, which is required there; a patch that makes an object can be nothing else. */
export function isApply(facts: Pick<RequestFacts, 'code' | 'parameters' | 'requestObject' | 'verb'>): boolean {
  if (facts.verb !== 'patch') return false;
  const isWhole = textAt(facts.requestObject, 'kind') !== undefined && textAt(facts.requestObject, 'apiVersion') !== undefined;
  return facts.code === 201 || (isWhole && facts.parameters.some(([name, value]) => name === 'fieldManager' && value !== ''));
}

/** What clients send along without wanting to change it. */
const noise = new Set(['apiVersion', 'kind', '$type', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'metadata.resourceVersion']);

function isNoise(path: readonly string[]): boolean {
  return noise.has(path.join('.')) || (path.length === 3 && path[2] === 'kubectl.kubernetes.io/last-applied-configuration');
}

function namesOf(names: readonly string[]): { readonly fields: readonly string[]; readonly more: number } {
  const distinct = [...new Set(names)];
  return { fields: distinct.slice(0, maxFields), more: Math.max(0, distinct.length - maxFields) };
}

type Recognize = (touches: readonly Touch[], thing: Thing, facts: RequestFacts) => Deed | null;

const recognizers: readonly Recognize[] = [scaled, restarted, imageSet, nodeClosed, tainted, suspended, labelled];

function only(touches: readonly Touch[], path: string): Touch | null {
  return touches.length === 1 && touches[0].path.join('.') === path ? touches[0] : null;
}

function scaled(touches: readonly Touch[], thing: Thing, facts: RequestFacts): Deed | null {
  const value = only(touches, 'spec.replicas')?.value;
  return isNumber(value) ? { does: 'scale', thing, ...runningBefore(facts, value.text), to: value.text } : null;
}

/** The answer tells how many ran at that moment. */
export function runningBefore(facts: RequestFacts, to: string): { readonly from: string | null } {
  const from = numberAt(facts.responseObject, 'status', 'replicas') ?? null;
  return { from: from === to ? null : from };
}

function restarted(touches: readonly Touch[], thing: Thing): Deed | null {
  const place = touches.length === 1 ? touches[0].path : [];
  return place.length === 5 && place[4] === 'kubectl.kubernetes.io/restartedAt' && place.slice(0, 4).join('.') === 'spec.template.metadata.annotations'
    ? { does: 'restart', thing }
    : null;
}

const containerLists = new Set(['containers', 'initContainers']);

function imageSet(touches: readonly Touch[], thing: Thing): Deed | null {
  const found = touches.map(imagesIn);
  const images = found.flatMap((each) => each ?? []);
  if (images.length === 0 || found.includes(null)) return null;
  return { does: 'setImage', thing, images: images.slice(0, maxFields), more: Math.max(0, images.length - maxFields) };
}

interface Image {
  /** '' where the patch names a place only. */
  readonly container: string;
  readonly image: string;
}

/** The images that a touch sets; null where it touches anything else. */
function imagesIn({ path, value }: Touch): readonly Image[] | null {
  const list = path.findIndex((key) => containerLists.has(key));
  const rest = list < 0 ? null : path.slice(list + 1);
  // JSON patch: /spec/template/spec/containers/0/image
  if (rest?.length === 2 && rest[1] === 'image' && typeof value === 'string') return [{ container: '', image: value }];
  if (rest?.length !== 0 || !isArray(value) || !value.items.every(isImageOnly)) return null;
  return value.items.map((item) => ({ container: textAt(item, 'name') ?? '', image: textAt(item, 'image') ?? '' }));
}

function isImageOnly(item: JsonValue): boolean {
  return isObject(item) && textAt(item, 'image') !== undefined && item.keys.every((key) => key === 'name' || key === 'image');
}

function nodeClosed(touches: readonly Touch[], thing: Thing): Deed | null {
  const touch = thing.resource === 'nodes' ? only(touches, 'spec.unschedulable') : null;
  if (touch === null) return null;
  return { does: touch.value === true ? 'cordon' : 'uncordon', thing };
}

function tainted(touches: readonly Touch[], thing: Thing): Deed | null {
  const touch = thing.resource === 'nodes' ? only(touches, 'spec.taints') : null;
  if (touch === null) return null;
  const taints = listAt(touch.value)
    .map((taint) => {
      const value = textAt(taint, 'value');
      return `${textAt(taint, 'key') ?? ''}${value === undefined ? '' : `=${value}`}:${textAt(taint, 'effect') ?? ''}`;
    })
    .filter((text) => text !== ':');
  return { does: 'taint', thing, taints: taints.slice(0, maxFields), more: Math.max(0, taints.length - maxFields) };
}

function suspended(touches: readonly Touch[], thing: Thing): Deed | null {
  const value = only(touches, 'spec.suspend')?.value;
  return typeof value === 'boolean' ? { does: value ? 'suspend' : 'resume', thing } : null;
}

/** Only labels, or only annotations: their keys, with the value of a label. */
function labelled(touches: readonly Touch[], thing: Thing): Deed | null {
  const [first] = touches;
  const kind = first?.path[1];
  if ((kind !== 'labels' && kind !== 'annotations') || !touches.every(({ path }) => path[0] === 'metadata' && path[1] === kind && path.length <= 3))
    return null;
  const names = touches
    .filter(({ path }) => path.length === 3)
    .map(({ path, value }) => (value === undefined ? `${path[2]}-` : kind === 'labels' ? `${path[2]}=${labelValue(value)}` : path[2]));
  return { does: kind === 'labels' ? 'label' : 'annotate', thing, ...namesOf(names) };
}

function labelValue(value: Touch['value']): string {
  return typeof value === 'string' ? value : '…';
}

/** Containers that a patch or an update of `ephemeralcontainers` brings. */
export function imagesOf(body: RequestFacts['requestObject']): readonly string[] {
  const lists = [listAt(body, 'spec', 'ephemeralContainers'), listAt(body, 'ephemeralContainers')];
  return lists.flat().flatMap((item) => (typeof at(item, 'image') === 'string' ? [at(item, 'image') as string] : []));
}
