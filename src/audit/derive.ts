// Fields made from received ones: who acted, from where, with which program, by which binding, with which parameters.

export type Actor = 'human' | 'admin' | 'component';

const systemPeople = new Set(['system:admin', 'system:anonymous', 'system:unsecured']);
const adminGroups = new Set(['system:masters', 'kubeadm:cluster-admins']);

/** The class of the authenticated user; without a user name it is a human (a failed login). */
export function actorOf(username: string | undefined, groups: readonly string[]): Actor {
  if (username?.startsWith('system:') === true && !systemPeople.has(username)) return 'component';
  return groups.some((group) => adminGroups.has(group)) ? 'admin' : 'human';
}

export interface Client {
  readonly name: string;
  readonly version: string;
}

/** `kubectl/v1.20.2 (linux/amd64) …` is kubectl, v1.20.2: the first product of the user agent (RFC 9110, 10.1.5). Parts that are not there are ''. */
export function clientOf(userAgent: string): Client {
  const blank = userAgent.indexOf(' ');
  const product = blank < 0 ? userAgent : userAgent.slice(0, blank);
  const slash = product.indexOf('/');
  return slash < 0 ? { name: product, version: '' } : { name: product.slice(0, slash), version: product.slice(slash + 1) };
}

export interface Rbac {
  readonly binding: string;
  readonly role: string;
}

/**
 * Binding and role from the authorizer's reason; '' for other reasons. k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac writes
 * `RBAC: allowed by %v of %v to %v`, where each is `Kind "name"` or `Kind "name/namespace"`. Scanned without regular expressions
 * over the names: a reason of megabytes must not exhaust their stack.
 */
export function rbacOf(reason: string): Rbac {
  const binding = readQuoted(reason, after(reason, 0, bindingHeads));
  const role = binding === null ? null : readQuoted(reason, after(reason, binding.end, roleHeads));
  return binding === null || role === null || !reason.startsWith(' to ', role.end) ? { binding: '', role: '' } : { binding: binding.text, role: role.text };
}

const bindingHeads = ['RBAC: allowed by ClusterRoleBinding ', 'RBAC: allowed by RoleBinding '];
const roleHeads = [' of ClusterRole ', ' of Role '];

/** Index after the head that stands at `i`, or -1. */
function after(text: string, i: number, heads: readonly string[]): number {
  const head = heads.find((candidate) => text.startsWith(candidate, i));
  return head === undefined ? -1 : i + head.length;
}

/** The quoted name at `i` and the index after it, or null. */
function readQuoted(text: string, i: number): { readonly text: string; readonly end: number } | null {
  if (i < 0 || text[i] !== '"') return null;
  for (let k = i + 1; k < text.length; k += 1) {
    if (text[k] === '\\') k += 1;
    else if (text[k] === '"') return { text: unquote(text.slice(i, k + 1)), end: k + 1 };
  }
  return null;
}

/** Names hold no characters that Go would quote otherwise than JSON; text that is no JSON string stays as written. */
function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** The parameters of a request URI in order, decoded as Go's url.ParseQuery does; malformed escapes stay as written. */
export function uriParameters(requestURI: string): readonly (readonly [name: string, value: string])[] {
  const mark = requestURI.indexOf('?');
  if (mark < 0) return [];
  // A `#` is no end: the API server reads what follows it as part of the query.
  return requestURI
    .slice(mark + 1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [decodeQuery(part), ''] : [decodeQuery(part.slice(0, equals)), decodeQuery(part.slice(equals + 1))];
    });
}

const utf8 = new TextDecoder();

function decodeQuery(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const spaced = text.replaceAll('+', ' ');
  // Runs of escapes are decoded together, since one character may take several of them.
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => utf8.decode(Uint8Array.from(run.slice(1).split('%'), (hex) => Number.parseInt(hex, 16))));
}

/** The address that the API server saw itself: the last one; the others are what the client claimed (X-Forwarded-For). */
export function observedAddress(sourceIPs: readonly string[]): string | undefined {
  return sourceIPs[sourceIPs.length - 1];
}
