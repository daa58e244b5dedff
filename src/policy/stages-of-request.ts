// Which stages a request passes, and what its event holds at each (k8s.io/apiserver pkg/audit/request.go, pkg/endpoints/filters/audit.go).
import type { Level, Stage } from '../audit/vocabulary.ts';
import type { Decision, RequestAttributes } from './policy.ts';
import type { Holding } from './words-of-policy.ts';

export interface WrittenStage {
  readonly stage: Stage;
  readonly holds: readonly Holding[];
}

const longVerbs = new Set(['watch', 'proxy']);
const longSubresources = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/** Requests whose answer goes on for long: only they pass ResponseStarted (kube-apiserver's long-running check). */
export function isLongRunning({ resourceRequest, verb, subresource, path }: RequestAttributes): boolean {
  if (!resourceRequest) return path.startsWith('/debug/pprof/');
  return longVerbs.has(verb) || longSubresources.has(subresource);
}

/** The stages of a request that goes well, those that the decision omits left out; a failed login has ResponseStarted alone. */
export function stagesWritten(decision: Decision, attributes: RequestAttributes): readonly WrittenStage[] {
  return passedStages(attributes)
    .filter((stage) => decision.level !== 'None' && !decision.omitStages.includes(stage))
    .map((stage) => ({ stage, holds: holdsAt(stage, decision.level, attributes) }));
}

function passedStages(attributes: RequestAttributes): readonly Stage[] {
  if (attributes.user === null) return ['ResponseStarted'];
  return isLongRunning(attributes) ? ['RequestReceived', 'ResponseStarted', 'ResponseComplete'] : ['RequestReceived', 'ResponseComplete'];
}

/** What the event of a stage holds, where the request has it at all. */
export function holdsAt(stage: Stage, level: Level, attributes: RequestAttributes): readonly Holding[] {
  if (level === 'None') return [];
  if (stage === 'RequestReceived') return ['metadata'];
  // A failed login ends before there is a decision of the authorizer.
  if (attributes.user === null) return ['metadata', 'responseStatus'];
  const holds: Holding[] = ['metadata', 'annotations', 'responseStatus'];
  if (level !== 'Metadata' && hasRequestBody(attributes)) holds.push('requestObject');
  if (level === 'RequestResponse' && stage === 'ResponseComplete' && hasResponseBody(attributes)) holds.push('responseObject');
  return holds;
}

/** Non-resource requests never carry bodies; reading has none to send, and streams are not bodies. */
export function hasRequestBody({ resourceRequest, verb, subresource }: RequestAttributes): boolean {
  return resourceRequest && ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(verb) && !longSubresources.has(subresource);
}

export function hasResponseBody(attributes: RequestAttributes): boolean {
  return attributes.resourceRequest && !isLongRunning(attributes);
}
