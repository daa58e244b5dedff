// Resources whose writes mean something of their own: grants, certificates, leases, events, questions about rights.
import { isObject, type JsonValue } from '../audit/json-value.ts';
import type { Answer, Deed, Named, Thing } from './deed.ts';
import { at, listAt, textAt } from './read-json.ts';
import type { ObjectReference, RequestFacts } from './read-request.ts';

type Find = (facts: RequestFacts, thing: Thing) => Deed | null;

/** Null where the request means no more than its verb says. */
export function findSpecial(facts: RequestFacts, object: ObjectReference, thing: Thing): Deed | null {
  return finders.get(`${object.apiGroup}/${object.resource}`)?.(facts, thing) ?? null;
}

const finders = new Map<string, Find>([
  ['rbac.authorization.k8s.io/rolebindings', granted],
  ['rbac.authorization.k8s.io/clusterrolebindings', granted],
  ['certificates.k8s.io/certificatesigningrequests', certificateRequested],
  ['coordination.k8s.io/leases', (facts, thing) => (facts.verb === 'update' && facts.code !== 201 ? { does: 'renew', thing } : null)],
  ['/events', reported],
  ['events.k8s.io/events', reported],
  ['authorization.k8s.io/selfsubjectaccessreviews', (facts) => reviewed(facts, null)],
  ['authorization.k8s.io/subjectaccessreviews', (facts) => reviewed(facts, subjectOf(facts))],
  ['authorization.k8s.io/localsubjectaccessreviews', (facts) => reviewed(facts, subjectOf(facts))],
  ['authorization.k8s.io/selfsubjectrulesreviews', (facts) => (facts.verb === 'create' ? { does: 'reviewRules' } : null)],
  ['authentication.k8s.io/tokenreviews', (facts) => (facts.verb === 'create' ? { does: 'reviewToken' } : null)],
  ['/bindings', bound],
]);

const maxSubjects = 3;

function granted(facts: RequestFacts, thing: Thing): Deed | null {
  const body = facts.requestObject;
  const role = namedAt(body, 'roleRef');
  const subjects = listAt(body, 'subjects')
    .map((subject) => namedAt(subject))
    .filter((subject) => subject !== null);
  if (role === null || subjects.length === 0 || (facts.verb !== 'create' && facts.verb !== 'update')) return null;
  return {
    does: 'grant',
    thing,
    isNew: facts.verb === 'create',
    role,
    subjects: subjects.slice(0, maxSubjects),
    more: Math.max(0, subjects.length - maxSubjects),
  };
}

function namedAt(body: JsonValue | undefined, ...path: readonly string[]): Named | null {
  const name = textAt(body, ...path, 'name');
  if (name === undefined) return null;
  return { kind: textAt(body, ...path, 'kind') ?? '', namespace: textAt(body, ...path, 'namespace') ?? '', name };
}

function certificateRequested(facts: RequestFacts, thing: Thing): Deed | null {
  return facts.verb === 'create' ? { does: 'requestCertificate', thing, signer: textAt(facts.requestObject, 'spec', 'signerName') ?? '' } : null;
}

/** An event about an object: core/v1 calls it involvedObject, events.k8s.io regarding. */
function reported(facts: RequestFacts, thing: Thing): Deed | null {
  const body = isObject(at(facts.responseObject, 'metadata')) && at(facts.responseObject, 'kind') === 'Event' ? facts.responseObject : facts.requestObject;
  const about = namedAt(body, 'involvedObject') ?? namedAt(body, 'regarding');
  const reason = textAt(body, 'reason');
  if (about === null || reason === undefined || (facts.verb !== 'create' && facts.verb !== 'patch')) return null;
  return { does: 'report', thing, reason, about };
}

function bound(facts: RequestFacts, thing: Thing): Deed | null {
  const node = textAt(facts.requestObject, 'target', 'name');
  return facts.verb === 'create' && node !== undefined ? { does: 'bind', thing: { ...thing, kind: 'pod' }, node } : null;
}

function subjectOf(facts: RequestFacts): string {
  return textAt(facts.requestObject, 'spec', 'user') ?? '';
}

function reviewed(facts: RequestFacts, who: string | null): Deed | null {
  if (facts.verb !== 'create') return null;
  const spec = at(facts.requestObject, 'spec');
  const asked = at(spec, 'resourceAttributes');
  const text = (key: string): string => textAt(asked, key) ?? '';
  const resource = [text('resource'), text('subresource')].filter((part) => part !== '').join('/');
  const place = text('name') === '' ? '' : [text('namespace'), text('name')].filter((part) => part !== '').join('/');
  const what = asked === undefined ? (textAt(spec, 'nonResourceAttributes', 'path') ?? '') : [resource, place].filter((part) => part !== '').join(' ');
  const verb = text('verb') || (textAt(spec, 'nonResourceAttributes', 'verb') ?? '');
  return { does: 'review', who, verb, what, within: place === '' ? text('namespace') : '', answer: answerOf(facts) };
}

function answerOf(facts: RequestFacts): Answer {
  const allowed = at(facts.responseObject, 'status', 'allowed');
  return typeof allowed === 'boolean' ? (allowed ? 'yes' : 'no') : null;
}
