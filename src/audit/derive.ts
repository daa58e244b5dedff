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

/** k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac: `RBAC: allowed by %v of %v to %v`, where each is `Kind "name"` or `Kind "name/namespace"`. */
const rbacReason = /^RBAC: allowed by (?:Cluster)?RoleBinding ("(?:[^"\\]|\\.)*") of (?:Cluster)?Role ("(?:[^"\\]|\\.)*") to /;

/** Binding and role from the authorizer's reason; '' for other reasons. */
export function rbacOf(reason: string): Rbac {
  const match = rbacReason.exec(reason);
  return match === null ? { binding: '', role: '' } : { binding: unquote(match[1]), role: unquote(match[2]) };
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
  const end = requestURI.indexOf('#', mark);
  return requestURI
    .slice(mark + 1, end < 0 ? undefined : end)
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
