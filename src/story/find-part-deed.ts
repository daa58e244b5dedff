// Requests for a part of an object (a subresource): running commands, scaling, evicting, binding, tokens, approvals.
import type { Deed, Thing } from './deed.ts';
import { imagesOf, runningBefore } from './find-change.ts';
import { listAt, numberAt, textAt } from './read-json.ts';
import { parameter, type ObjectReference, type RequestFacts } from './read-request.ts';

type Find = (facts: RequestFacts, thing: Thing, object: ObjectReference) => Deed | null;

export function findPartDeed(facts: RequestFacts, object: ObjectReference, thing: Thing): Deed {
  const found = finders.get(object.subresource)?.(facts, thing, object) ?? null;
  if (found !== null) return found;
  return { does: readVerbs.has(facts.verb) ? 'readPart' : 'writePart', part: object.subresource, thing };
}

const readVerbs = new Set(['get', 'list', 'watch', 'head']);
const isWrite = (facts: RequestFacts): boolean => !readVerbs.has(facts.verb);

const finders = new Map<string, Find>([
  ['exec', (facts, thing) => ({ does: 'exec', thing, container: parameter(facts, 'container') ?? '', command: all(facts, 'command') })],
  ['attach', (facts, thing) => ({ does: 'attach', thing, container: parameter(facts, 'container') ?? '', command: [] })],
  ['portforward', (facts, thing) => ({ does: 'forward', thing, ports: all(facts, 'ports') })],
  ['log', (facts, thing) => ({ does: 'logs', thing, container: parameter(facts, 'container') ?? '', isFollowed: isTrue(parameter(facts, 'follow')) })],
  ['proxy', (facts, thing) => ({ does: 'proxy', thing, method: methods.get(facts.verb) ?? facts.verb.toUpperCase(), path: proxiedPath(facts.requestURI) })],
  ['ephemeralcontainers', (facts, thing) => (isWrite(facts) ? { does: 'debug', thing, images: imagesOf(facts.requestObject) } : null)],
  ['eviction', (facts, thing) => (isWrite(facts) ? { does: 'evict', thing } : null)],
  ['finalize', (facts, thing) => (isWrite(facts) ? { does: 'finalize', thing } : null)],
  ['scale', scaled],
  ['binding', bound],
  ['token', tokenMade],
  ['approval', decided],
]);

/** HTTP methods behind the verbs of proxied requests (k8s.io/apiserver request info). */
const methods = new Map([
  ['get', 'GET'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
]);

function all(facts: RequestFacts, name: string): readonly string[] {
  return facts.parameters.filter(([key]) => key === name).map(([, value]) => value);
}

function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '1';
}

/** What stands behind `/proxy` in the address, without its query. */
function proxiedPath(requestURI: string): string {
  const mark = requestURI.indexOf('?');
  const path = mark < 0 ? requestURI : requestURI.slice(0, mark);
  const start = path.indexOf('/proxy');
  return start < 0 ? '' : path.slice(start + '/proxy'.length);
}

function scaled(facts: RequestFacts, thing: Thing): Deed | null {
  const to = numberAt(facts.requestObject, 'spec', 'replicas') ?? jsonPatchReplicas(facts) ?? numberAt(facts.responseObject, 'spec', 'replicas');
  return !isWrite(facts) || to === undefined ? null : { does: 'scale', thing, ...runningBefore(facts, to), to };
}

function jsonPatchReplicas(facts: RequestFacts): string | undefined {
  const operation = listAt(facts.requestObject).find((item) => textAt(item, 'path') === '/spec/replicas' && textAt(item, 'op') !== 'test');
  return numberAt(operation, 'value');
}

function bound(facts: RequestFacts, thing: Thing): Deed | null {
  return isWrite(facts) ? { does: 'bind', thing, node: textAt(facts.requestObject, 'target', 'name') ?? '' } : null;
}

function tokenMade(facts: RequestFacts, thing: Thing, { resource }: ObjectReference): Deed | null {
  if (!isWrite(facts) || resource !== 'serviceaccounts') return null;
  const seconds = numberAt(facts.responseObject, 'spec', 'expirationSeconds') ?? numberAt(facts.requestObject, 'spec', 'expirationSeconds');
  return { does: 'token', thing, seconds: seconds !== undefined && /^\d{1,12}$/.test(seconds) ? Number(seconds) : null };
}

function decided(facts: RequestFacts, thing: Thing, { resource }: ObjectReference): Deed | null {
  if (!isWrite(facts) || resource !== 'certificatesigningrequests') return null;
  const kinds = listAt(facts.requestObject, 'status', 'conditions').map((condition) => textAt(condition, 'type'));
  return { does: 'decideCertificate', thing, decision: kinds.includes('Denied') ? 'deny' : kinds.includes('Approved') ? 'approve' : null };
}
