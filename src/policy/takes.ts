// Whether a rule takes all, some or none of the requests that a question is about; `some` also where it cannot be told.
import { areApart, textsOf, type Demand, type TextSet } from '../audit/demand.ts';
import { createGlob } from '../lib/glob.ts';
import { matchesUrl } from './evaluate.ts';
import type { GroupResources, PolicyRule } from './policy.ts';

export type Takes = 'all' | 'some' | 'none';

/** `all` and `none` are certain. `wildcards`: see Policy. */
export function takes(rule: PolicyRule, demand: Demand, wildcards: boolean): Takes {
  const { sets } = demand;
  return all([
    ofUsers(rule.users, sets.user, wildcards),
    ofGroups(rule.userGroups, demand, wildcards),
    ofList(rule.verbs, sets.verb, wildcards),
    ofTarget(rule, demand, wildcards),
    ofPresent(rule.responseCodes ?? [], sets.code),
    ofPresent(rule.userAgents ?? [], sets.userAgent),
  ]);
}

function all(parts: readonly Takes[]): Takes {
  if (parts.includes('none')) return 'none';
  return parts.every((part) => part === 'all') ? 'all' : 'some';
}

function any(parts: readonly Takes[]): Takes {
  if (parts.includes('all')) return 'all';
  return parts.every((part) => part === 'none') ? 'none' : 'some';
}

/** A list of texts, and patterns where they count; an empty one asks nothing. */
function ofList(list: readonly string[], set: TextSet | undefined, wildcards: boolean): Takes {
  if (list.length === 0) return 'all';
  if (set === undefined) return wildcards && list.includes('*') ? 'all' : 'some';
  const patterns = wildcards ? list.filter((text) => text.includes('*')) : [];
  if (set.only !== null) {
    const globs = patterns.map(createGlob);
    const hits = set.only.filter((text) => list.includes(text) || globs.some((matches) => matches(text)));
    return hits.length === set.only.length ? 'all' : hits.length === 0 ? 'none' : 'some';
  }
  if (patterns.some((pattern) => /^[^*]*\*+$/.test(pattern) && set.head.startsWith(pattern.replace(/\*+$/, '')))) return 'all';
  return list.every((text) => (patterns.includes(text) ? areApart(text.slice(0, text.indexOf('*')), set.head) : !set.admits(text))) ? 'none' : 'some';
}

/** Nobody, as in a failed login, passes no list of users. */
function ofUsers(list: readonly string[], set: TextSet | undefined, wildcards: boolean): Takes {
  const taken = ofList(list, set, wildcards);
  const mayBeNobody = list.length > 0 && (set === undefined || set.admits(''));
  return taken === 'all' && mayBeNobody ? 'some' : taken;
}

/** What an unfinished request does not have passes no list: unless it is asked for, it may not be there. */
function ofPresent(list: readonly string[], set: TextSet | undefined): Takes {
  const taken = ofList(list, set, true);
  const mayBeAbsent = list.length > 0 && (set === undefined || set.admits(''));
  return taken === 'all' && mayBeAbsent ? 'some' : taken;
}

/** One group of the user is enough. */
function ofGroups(list: readonly string[], { groups, lacksGroup }: Demand, wildcards: boolean): Takes {
  if (list.length === 0 || groups.some((set) => ofList(list, set, wildcards) === 'all')) return 'all';
  return list.every((group) => !(wildcards && group.includes('*')) && lacksGroup(group)) ? 'none' : 'some';
}

function ofTarget(rule: PolicyRule, demand: Demand, wildcards: boolean): Takes {
  const { resources, namespaces, nonResourceURLs } = rule;
  const { isResource, sets } = demand;
  if (resources.length === 0 && namespaces.length === 0)
    return nonResourceURLs.length === 0 ? 'all' : all([isResource === null ? 'some' : isResource ? 'none' : 'all', ofUrls(nonResourceURLs, sets.path)]);
  return all([
    isResource === null ? 'some' : isResource ? 'all' : 'none',
    ofList(namespaces, sets.namespace, wildcards),
    resources.length === 0 ? 'all' : ofResources(resources, demand),
  ]);
}

function ofUrls(specs: readonly string[], set: TextSet | undefined): Takes {
  if (specs.includes('*')) return 'all';
  if (set === undefined) return 'some';
  if (set.only !== null) {
    const hits = set.only.filter((path) => specs.some((spec) => matchesUrl(spec, path)));
    return hits.length === set.only.length ? 'all' : hits.length === 0 ? 'none' : 'some';
  }
  if (specs.some((spec) => spec.endsWith('*') && set.head.startsWith(spec.replace(/\*+$/, '')))) return 'all';
  return specs.every((spec) => (spec.endsWith('*') ? areApart(spec.replace(/\*+$/, ''), set.head) : !set.admits(spec))) ? 'none' : 'some';
}

/** More combinations are not told apart. */
const maxCombinations = 64;

/** What one entry takes and what another takes may together be all: each resource that is asked for is looked at by itself. */
function ofResources(entries: readonly GroupResources[], demand: Demand): Takes {
  const each = combinationsOf(demand).map((one) => any(entries.map((entry) => ofEntry(entry, one))));
  return each.every((taken) => taken === each[0]) ? each[0] : 'some';
}

function combinationsOf(demand: Demand): readonly Demand[] {
  let combined: readonly Demand[] = [demand];
  for (const name of ['apiGroup', 'resource', 'subresource'] as const) {
    const only = demand.sets[name]?.only ?? null;
    if (only === null || combined.length * only.length > maxCombinations) continue;
    combined = combined.flatMap((one) => only.map((text) => ({ ...one, sets: { ...one.sets, [name]: textsOf([text]) } })));
  }
  return combined;
}

function ofEntry({ group, resources, resourceNames }: GroupResources, { sets }: Demand): Takes {
  const ofGroup = group === '*' ? 'all' : ofList([group], sets.apiGroup, false);
  if (resources.length === 0) return ofGroup;
  const ofSpecs = any(resources.map((spec) => ofSpec(spec, sets.resource, sets.subresource)));
  return all([ofGroup, ofList(resourceNames, sets.name, false), ofSpecs]);
}

function ofSpec(spec: string, resource: TextSet | undefined, subresource: TextSet | undefined): Takes {
  if (spec === '*') return 'all';
  const slash = spec.indexOf('/');
  if (slash < 0) return all([ofList([spec], resource, false), ofList([''], subresource, false)]);
  const [before, after] = [spec.slice(0, slash), spec.slice(slash + 1)];
  if (after === '') return 'none';
  // `*` + `/status` is a subresource of anything; alone `pods/*` is pods itself too.
  const ofSub = after === '*' ? 'all' : ofList([after], subresource, false);
  return before === '*' && after !== '*' ? ofSub : all([ofList([before], resource, false), ofSub]);
}
