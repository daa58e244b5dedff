// A pasted address of the API server: the object that it names, or the path itself.
import type { Asked, AskedObject } from './asked.ts';
import { conditionsOfObject } from './ask-object.ts';

/** Null where it is no URL and no path of the API. */
export function askUrl(words: string): Asked | null {
  const path = pathOf(words);
  if (path === null) return null;
  const object = objectOf(path);
  if (object !== null) return { kind: 'url', q: conditionsOfObject(object).join(' AND '), subject: words, object };
  return { kind: 'url', q: `requestURI:${escaped(path)}*`, subject: words };
}

function pathOf(words: string): string | null {
  const match = /^https?:\/\/[^/\s]+(\/[^\s]*)$/.exec(words);
  if (match !== null) return match[1];
  return /^\/[^\s]*$/.test(words) && words.length > 1 ? words : null;
}

/** `/api/v1/namespaces/shop/pods/web/log`, `/apis/apps/v1/deployments` … as k8s.io/apiserver's RequestInfo reads them. */
function objectOf(path: string): AskedObject | null {
  const parts = path
    .split(/[?#]/)[0]
    .split('/')
    .filter((part) => part !== '');
  const [root, ...rest] = parts;
  if (root !== 'api' && root !== 'apis') return null;
  const [apiGroup, places] = root === 'api' ? ['', rest.slice(1)] : [rest[0] ?? '', rest.slice(2)];
  if (places.length === 0) return null;
  if (places[0] !== 'namespaces' || places.length <= 2) return { resource: decode(places[0]), apiGroup, namespace: null, name: named(places[1]) };
  return { resource: decode(places[2]), apiGroup, namespace: decode(places[1]), name: named(places[3]) };
}

function named(part: string | undefined): string | null {
  return part === undefined ? null : decode(part);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** With every character that means something in a query escaped. */
function escaped(path: string): string {
  return path.replace(/[^\p{L}\p{N}/._-]/gu, String.raw`\$&`);
}
