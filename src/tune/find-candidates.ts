// Looks for rules that would cut volume: what a policy keeps of stored requests, gathered by the kind of thing that could be left out.
import { createHash } from 'node:crypto';
import type { DraftRule } from '../policy/draft.ts';
import type { Decision, Policy, PolicyRule, RequestAttributes } from '../policy/policy.ts';
import type { SuggestionKind } from '../policy/suggestion-kinds.ts';
import type { RequestGroup } from '../store/store.ts';
import { outcomeOf, rank, type Outcome } from './outcome.ts';
import { componentOf, isRead, isSensitive, isWrite, routineWrite, urlFamily, type Component } from './request-kinds.ts';

export interface Allowed {
  readonly writes: boolean;
  readonly sensitive: boolean;
}

export interface Candidate {
  readonly id: string;
  readonly kind: SuggestionKind;
  readonly title: string;
  /** null: a line of the whole policy (arrivals). */
  readonly rule: DraftRule | null;
  readonly before: number | null;
  readonly isSensitive: boolean;
  /** About how many bytes it saves: what the exact count is made for. */
  readonly about: number;
}

export interface CandidateSearch {
  add(group: RequestGroup, decision: Decision): void;
  /** Those that seem to save the most, at most `limit`. */
  result(limit: number): readonly Candidate[];
}

interface Draft {
  readonly kind: SuggestionKind;
  readonly subject: string;
  readonly before: number;
  readonly level: DraftRule['level'];
  readonly component: Component | null;
  readonly isSensitive: boolean;
  readonly urls?: readonly string[];
  readonly verbs: Set<string>;
  readonly resources: Map<string, { group: string; resource: string }>;
  about: number;
}

export function findCandidates(policy: Policy, allowed: Allowed): CandidateSearch {
  const drafts = new Map<string, Draft>();
  let arrivals = 0;
  return {
    add(group, decision) {
      const outcome = outcomeOf(group, decision);
      if (outcome.level === 'None' || decision.rule === null) return;
      if (group.stage === 'RequestReceived') arrivals += outcome.bytes;
      // A rule for names takes less than the resource: what would be cut there cannot be said by a rule of ours.
      if (policy.rules[decision.rule].resources.some(({ resourceNames }) => resourceNames.length > 0)) return;
      for (const found of kindsOf(group, outcome, allowed)) note(drafts, group.request, decision.rule, found);
    },
    result(limit) {
      const candidates = [...drafts.values()].map((draft) => toCandidate(draft, policy.rules[draft.before]));
      if (arrivals > 0 && !policy.omitStages.includes('RequestReceived')) candidates.push(arrivalsCandidate(arrivals));
      return candidates.sort((a, b) => b.about - a.about || (a.id < b.id ? -1 : 1)).slice(0, limit);
    },
  };
}

interface Found {
  readonly kind: SuggestionKind;
  readonly subject: string;
  readonly level: DraftRule['level'];
  readonly component: Component | null;
  readonly isSensitive: boolean;
  readonly urls?: readonly string[];
  readonly saved: number;
}

function kindsOf(group: RequestGroup, outcome: Outcome, allowed: Allowed): Found[] {
  const { request } = group;
  if (!request.resourceRequest) return urlsOf(request, outcome);
  const found = isRead(request) ? readsOf(group, outcome, allowed) : isWrite(request) ? writesOf(request, outcome, allowed) : [];
  return [...found, ...bodiesOf(group, outcome, allowed)];
}

function urlsOf(request: RequestAttributes, outcome: Outcome): Found[] {
  const family = urlFamily(request);
  if (family === null) return [];
  return [{ kind: 'urls', subject: family.name, level: 'None', component: null, isSensitive: false, urls: family.urls, saved: outcome.bytes }];
}

function readsOf({ request }: RequestGroup, outcome: Outcome, allowed: Allowed): Found[] {
  const component = componentOf(request);
  const sensitive = isSensitive(request);
  if (component === null || (sensitive && !allowed.sensitive)) return [];
  const kind = sensitive ? 'sensitive' : 'component_reads';
  return [{ kind, subject: component.name, level: 'None', component, isSensitive: sensitive, saved: outcome.bytes }];
}

function writesOf(request: RequestAttributes, outcome: Outcome, allowed: Allowed): Found[] {
  const component = componentOf(request);
  const routine = routineWrite(request);
  if (!allowed.writes || component === null || routine === null || isSensitive(request)) return [];
  return [{ kind: 'component_writes', subject: `${component.name}: ${routine}`, level: 'None', component, isSensitive: true, saved: outcome.bytes }];
}

/** What is left out of both bodies, or of the answer alone. The bodies of RBAC changes say who was given what. */
function bodiesOf(group: RequestGroup, outcome: Outcome, allowed: Allowed): Found[] {
  const { request, requestBytes, responseBytes } = group;
  const subject = nameOf(request);
  const found: Found[] = [];
  const isRbac = request.apiGroup === 'rbac.authorization.k8s.io';
  const base = { component: null, isSensitive: isRbac };
  const kept = {
    request: rank(outcome.level) >= rank('Request') ? requestBytes : 0,
    response: rank(outcome.level) >= rank('RequestResponse') ? responseBytes : 0,
  };
  if (isRead(request)) {
    if (kept.response > 0) found.push({ ...base, kind: 'response_bodies', subject: `reads of ${subject}`, level: 'Metadata', saved: kept.response });
    return found;
  }
  if (kept.response > 0)
    found.push({ ...base, kind: 'response_bodies', subject: `writes of ${subject}`, level: 'Request', isSensitive: false, saved: kept.response });
  if (kept.request > 0 && (!isRbac || allowed.sensitive))
    found.push({ ...base, kind: 'bodies', subject: `writes of ${subject}`, level: 'Metadata', saved: kept.request + kept.response });
  return found;
}

function note(drafts: Map<string, Draft>, request: RequestAttributes, before: number, { saved, ...found }: Found): void {
  const key = JSON.stringify([found.kind, found.subject, before]);
  let draft = drafts.get(key);
  if (draft === undefined) drafts.set(key, (draft = { ...found, before, verbs: new Set(), resources: new Map(), about: 0 }));
  draft.about += saved;
  draft.verbs.add(request.verb);
  if (request.resourceRequest) draft.resources.set(`${request.apiGroup} ${nameOf(request)}`, { group: request.apiGroup, resource: nameOf(request) });
}

function toCandidate(draft: Draft, within: PolicyRule): Candidate {
  const { kind, subject, before, level, component, urls, about, resources } = draft;
  const title = titleOf(draft);
  const groups = [...new Set([...resources.values()].map(({ group }) => group))].sort();
  const rule: DraftRule = {
    sentence: `${title}.`,
    level,
    ...whoOf(component, urls !== undefined, within),
    verbs: [...draft.verbs].sort(),
    ...(urls === undefined
      ? {
          resources: groups.map((group) => ({
            group,
            resources: [...resources.values()]
              .filter((one) => one.group === group)
              .map(({ resource }) => resource)
              .sort(),
          })),
          namespaces: within.namespaces,
        }
      : { nonResourceURLs: urls }),
  };
  return { id: idOf(kind, subject, String(before)), kind, title, rule, before, isSensitive: draft.isSensitive, about };
}

/** As narrow as the rule that decides now, so that nothing is raised that it did not take. Failed logins stay: nobody is in any group then. */
function whoOf(component: Component | null, forUrls: boolean, within: PolicyRule): Pick<DraftRule, 'users' | 'userGroups'> {
  if (component !== null) return { users: component.users ?? within.users, userGroups: component.userGroups ?? within.userGroups };
  if (forUrls && within.userGroups.length === 0) return { users: within.users, userGroups: ['system:authenticated', 'system:unauthenticated'] };
  return { users: within.users, userGroups: within.userGroups };
}

function titleOf({ kind, subject, level, resources }: Draft): string {
  switch (kind) {
    case 'component_reads':
      return `Reads by ${subject}, of ${resources.size === 1 ? 'one resource' : `${resources.size} resources`}`;
    case 'sensitive':
      return `Reads by ${subject} of what incidents are found by`;
    case 'component_writes':
      return `Routine writes by ${subject}`;
    case 'urls':
      return `${subject}, asked for by those who are logged in or anonymous`;
    case 'response_bodies':
      return level === 'Request' ? `Without the answers: ${subject}` : `Without what was read: ${subject}`;
    default:
      return `Without bodies: ${subject}`;
  }
}

function arrivalsCandidate(about: number): Candidate {
  return { id: idOf('arrivals', '', ''), kind: 'arrivals', title: 'The stage RequestReceived', rule: null, before: null, isSensitive: false, about };
}

function idOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

function nameOf({ resource, subresource }: RequestAttributes): string {
  return subresource === '' ? resource : `${resource}/${subresource}`;
}
