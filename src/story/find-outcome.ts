// How a request ended, apart from what it asked for: asked, begun, done, refused, failed, and why.
import { actorOf, rbacOf } from '../audit/derive.ts';
import { listAt, textAt } from './read-json.ts';
import type { RequestFacts } from './read-request.ts';

export type Outcome =
  /** Only its arrival is on record. */
  | { readonly is: 'asked' }
  /** A long one has begun and goes on, as far as this event knows. */
  | { readonly is: 'begun' }
  /** `role` '' where nobody needs to know, or RBAC did not decide. */
  | { readonly is: 'done'; readonly role: string; readonly binding: string }
  /** Nobody was authenticated. */
  | { readonly is: 'unknownUser'; readonly address: string }
  /** The authorizer said no; `why` '' = no rule allows it. */
  | { readonly is: 'refused'; readonly why: string }
  /** `reason` as in metav1.Status (AlreadyExists, Conflict, …), `detail` what more is known. */
  | { readonly is: 'failed'; readonly code: number; readonly reason: string; readonly detail: string }
  | { readonly is: 'panic' };

export function findOutcome(facts: RequestFacts): Outcome {
  const { stage, code, decision } = facts;
  if (stage === 'Panic') return { is: 'panic' };
  if (code === 401 && facts.username === undefined) return { is: 'unknownUser', address: facts.address ?? '' };
  if (decision === 'forbid' || (code === 403 && decision !== 'allow')) return { is: 'refused', why: refusalOf(facts) };
  if (code === null) return stage === 'RequestReceived' ? { is: 'asked' } : { is: 'done', role: '', binding: '' };
  if (code >= 400) return { is: 'failed', code, reason: facts.reason, detail: detailOf(facts, code) };
  return stage === 'ResponseStarted' ? { is: 'begun' } : { is: 'done', ...allowance(facts) };
}

/** By which role: told of people who changed something, looked at a secret or went inside; of components it would be noise. */
function allowance(facts: RequestFacts): { readonly role: string; readonly binding: string } {
  const isPerson = actorOf(facts.username, facts.groups) !== 'component';
  const isPlainRead = readVerbs.has(facts.verb) && facts.object?.resource !== 'secrets' && !connecting.has(facts.object?.subresource ?? '');
  const isWorthIt = !isPlainRead && facts.object !== null && !asking.has(facts.object.apiGroup);
  return isPerson && isWorthIt ? rbacOf(facts.decisionReason) : { role: '', binding: '' };
}

const readVerbs = new Set(['get', 'list', 'watch', 'head', '']);
/** Groups whose creates are questions. */
const asking = new Set(['authorization.k8s.io', 'authentication.k8s.io']);
const connecting = new Set(['exec', 'attach', 'portforward', 'proxy', 'log']);

/** The authorizer's own reason; else what stands behind the usual sentence of the answer. */
function refusalOf(facts: RequestFacts): string {
  if (facts.decisionReason !== '') return facts.decisionReason;
  const tail = behind(facts.message, 'is forbidden: ');
  // `User "bob" cannot get resource …` says the sentence a second time.
  return tail === null || /^User ".*" cannot /s.test(tail) ? '' : tail;
}

function behind(text: string, mark: string): string | null {
  const start = text.indexOf(mark);
  return start < 0 ? null : text.slice(start + mark.length);
}

const maxFields = 3;

/** What a person can use of an answer. Messages of 400 and 422 repeat the body, which may hold secrets: of those only fields are named. */
function detailOf(facts: RequestFacts, code: number): string {
  if (code === 403) return behind(facts.message, 'is forbidden: ') ?? facts.message;
  if (code === 422) {
    const causes = listAt(facts.responseObject, 'details', 'causes').map((cause) => textAt(cause, 'field') ?? '');
    return [...new Set(causes.filter((field) => field !== '' && field !== '<nil>'))].slice(0, maxFields).join(', ');
  }
  return code >= 500 ? facts.message : '';
}
