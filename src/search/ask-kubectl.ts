// A pasted kubectl command: the requests that it makes.
import { readResource } from '../audit/resource-names.ts';
import { conditionsOfObject } from './ask-object.ts';
import { equals, oneOf, type Asked, type AskedObject } from './asked.ts';

interface Made {
  readonly verbs: readonly string[];
  readonly subresource?: readonly string[];
  /** What it works on where the command does not say it. */
  readonly resource?: string;
}

/** By the first word after kubectl; connections are `create` of older clients and `get` of those that speak WebSocket. */
const commands = new Map<string, Made>([
  ['get', { verbs: ['get', 'list', 'watch'] }],
  ['describe', { verbs: ['get', 'list'] }],
  ['delete', { verbs: ['delete', 'deletecollection'] }],
  ['create', { verbs: ['create'] }],
  ['apply', { verbs: ['create', 'patch'] }],
  ['edit', { verbs: ['patch', 'update'] }],
  ['patch', { verbs: ['patch'] }],
  ['replace', { verbs: ['update'] }],
  ['label', { verbs: ['patch'] }],
  ['annotate', { verbs: ['patch'] }],
  ['set', { verbs: ['patch'] }],
  ['scale', { verbs: ['update', 'patch'] }],
  ['rollout', { verbs: ['patch', 'get'] }],
  ['exec', { verbs: ['create', 'get'], subresource: ['exec'], resource: 'pods' }],
  ['attach', { verbs: ['create', 'get'], subresource: ['attach'], resource: 'pods' }],
  ['port-forward', { verbs: ['create', 'get'], subresource: ['portforward'], resource: 'pods' }],
  ['logs', { verbs: ['get'], subresource: ['log'], resource: 'pods' }],
  ['cp', { verbs: ['create', 'get'], subresource: ['exec'], resource: 'pods' }],
  ['debug', { verbs: ['patch', 'create'], resource: 'pods' }],
  ['cordon', { verbs: ['patch'], resource: 'nodes' }],
  ['uncordon', { verbs: ['patch'], resource: 'nodes' }],
  ['drain', { verbs: ['patch'], resource: 'nodes' }],
  ['taint', { verbs: ['patch'], resource: 'nodes' }],
]);

/** Null where it is no kubectl command. What cannot be told from the command alone is left open. */
export function askKubectl(words: string): Asked | null {
  const match = /^(?:sudo )?(?:kubectl|oc|k) (.*)$/.exec(words);
  if (match === null) return null;
  const { command, plain, namespace } = readArguments(match[1].split(' -- ')[0].split(' '));
  const made = commands.get(command);
  if (made === undefined) return null;
  const object = objectOf(made, plain, namespace);
  const parts = [
    oneOf('verb', made.verbs),
    ...conditionsOfObject(object),
    ...(made.subresource === undefined ? [] : [equals('objectRef.subresource', made.subresource[0])]),
    // Cluster-wide lists hold the namespace nowhere.
    ...(namespace !== null && object.namespace === null ? [equals('objectRef.namespace', namespace)] : []),
  ];
  return { kind: 'command', q: parts.join(' AND '), subject: words, object };
}

/** Options that take a value in the next word; others stand alone or carry it after `=`. */
const withValue = new Set([
  '-n',
  '--namespace',
  '-c',
  '--container',
  '-l',
  '--selector',
  '-o',
  '--output',
  '-f',
  '--filename',
  '--context',
  '--cluster',
  '--user',
  '--as',
  '--replicas',
  '-p',
  '--patch',
  '--type',
]);

function readArguments(words: readonly string[]): { readonly command: string; readonly plain: readonly string[]; readonly namespace: string | null } {
  const plain: string[] = [];
  let namespace: string | null = null;
  for (let k = 0; k < words.length; k += 1) {
    const word = words[k];
    const value = /^(?:-n|--namespace)=(.+)$/.exec(word)?.[1] ?? (/^(?:-n|--namespace)$/.test(word) ? words[k + 1] : undefined);
    if (value !== undefined) namespace = value;
    if (withValue.has(word)) k += 1;
    else if (!word.startsWith('-')) plain.push(word);
  }
  return { command: plain[0] ?? '', plain: plain.slice(1), namespace };
}

/** Words that say what to do to the object, not which it is: `rollout restart`, `set image`. */
const deeds = new Set(['status', 'restart', 'undo', 'image', 'history', 'pause', 'resume', 'env', 'resources']);

/** `deployment/web`, `deployment web`, `deploy,svc web` (the first), `pod` of exec without its resource. */
function objectOf(made: Made, plain: readonly string[], namespace: string | null): AskedObject {
  const nothing: AskedObject = { resource: made.resource ?? '', apiGroup: '', namespace, name: null };
  const [first, second = null] = plain.filter((word) => !deeds.has(word));
  if (first === undefined) return nothing;
  if (first.includes('/')) return objectOfPath(first, nothing);
  // Where the command says the kind, a word that names one is followed by the name.
  if (made.resource !== undefined) return { ...nothing, name: readResource(first, false) === null ? first : second };
  const resource = readResource(first.split(',')[0], true);
  return resource === null ? nothing : { ...nothing, ...resource, name: second };
}

/** `deployment/web`; `shop/pod:path` of cp. A workload that exec is given stands for a pod whose name is not said. */
function objectOfPath(path: string, nothing: AskedObject): AskedObject {
  const [kind, name = null] = path.split(':')[0].split('/');
  const resource = readResource(kind, nothing.resource === '');
  if (resource === null) return { ...nothing, namespace: kind, name };
  const isOther = nothing.resource !== '' && resource.resource !== nothing.resource;
  return isOther ? nothing : { ...nothing, ...resource, name };
}
