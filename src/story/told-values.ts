// Values of an event as any language tells them: user names without their prefixes, commands as a shell takes them.
import { received, words, type PartRole, type Phrase } from './parts.ts';

const components = new Map([
  ['system:kube-scheduler', 'kube-scheduler'],
  ['system:kube-controller-manager', 'kube-controller-manager'],
  ['system:kube-proxy', 'kube-proxy'],
  ['system:apiserver', 'kube-apiserver'],
]);
const shortNames = new Set(components.values());

/** A user name as it is told: what kind of user, the name, and whether it stands in quotes, because it could pass for words of ours. */
export interface UserName {
  readonly kind: 'user' | 'serviceAccount' | 'node' | 'anonymous' | 'nobody';
  readonly name: string;
  readonly isQuoted: boolean;
}

export function readUser(username: string | undefined): UserName {
  if (username === undefined || username === '') return { kind: 'nobody', name: '', isQuoted: false };
  if (username === 'system:anonymous') return { kind: 'anonymous', name: '', isQuoted: false };
  const component = components.get(username);
  if (component !== undefined) return { kind: 'user', name: component, isQuoted: false };
  const account = /^system:serviceaccount:([^:\s]+):([^:\s]+)$/.exec(username);
  if (account !== null) return { kind: 'serviceAccount', name: `${account[1]}/${account[2]}`, isQuoted: false };
  const node = /^system:node:([^:\s]+)$/.exec(username);
  if (node !== null) return { kind: 'node', name: node[1], isQuoted: false };
  return { kind: 'user', name: username, isQuoted: mayMislead(username) || shortNames.has(username) };
}

export function quotedIf(isQuoted: boolean, role: PartRole, text: string): Phrase {
  return isQuoted ? [words(role, '"'), received(role, text), words(role, '"')] : [received(role, text)];
}

/** A name in a sentence: in quotes where a blank or a quote in it could pass for words of ours. */
export function name(role: PartRole, text: string): Phrase {
  return quotedIf(mayMislead(text), role, text);
}

/** `shop/web`, or the name alone. */
export function placeOf(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

function mayMislead(text: string): boolean {
  return /[\s"(),，：、]/.test(text);
}

/** A command as a shell would take it. */
export function shellWords(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
}
