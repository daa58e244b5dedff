// Puts rules into a policy text as a person would: between the lines that are there, so that comments and order stay.
import { isRefusal } from './check.ts';
import { loadEitherPolicy } from './check-arrival.ts';
import type { DraftRule } from './draft.ts';
import { arrivalVersion } from './kubernetes-version.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { printDraft, printFlow, printRule } from './print-draft.ts';
import { readText } from './read-text.ts';
import type { MapNode, SourceNode } from './source-node.ts';

export interface Insertion {
  readonly rule: DraftRule;
  /** Index of the rule of the policy that it stands before. */
  readonly before: number;
}

export interface Edit {
  readonly insertions: readonly Insertion[];
  /** Adds the stage RequestReceived to those that the whole policy leaves out. */
  readonly omitArrivals: boolean;
}

/** The policy with the edit in it. */
export function editPolicy(policy: Policy, { insertions, omitArrivals }: Edit): Policy {
  const rules = policy.rules.flatMap((rule, index) => [...insertions.filter(({ before }) => before === index).map((one) => toRule(one.rule)), rule]);
  const omitStages = omitArrivals && !policy.omitStages.includes('RequestReceived') ? ([...policy.omitStages, 'RequestReceived'] as const) : policy.omitStages;
  return { ...policy, rules, omitStages };
}

/** The text with the edit in it; `commentsKept` false: it had to be written anew, because its form leaves no line to write on. */
export function editPolicyText(text: string, policy: Policy, edit: Edit): { readonly yaml: string; readonly commentsKept: boolean } {
  const wanted = editPolicy(policy, edit);
  const inPlace = writeInPlace(text, policy, edit);
  if (inPlace !== null && isSame(inPlace, wanted)) return { yaml: inPlace, commentsKept: true };
  return { yaml: printDraft(toDraft(wanted)), commentsKept: false };
}

function isSame(text: string, wanted: Policy): boolean {
  const loaded = loadEitherPolicy(text);
  return !isRefusal(loaded) && JSON.stringify(toDraft(loaded)) === JSON.stringify(toDraft(wanted));
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** null where the rules are not a list in block style. */
function writeInPlace(text: string, policy: Policy, edit: Edit): string | null {
  const { root } = readText(text);
  const rules = root?.type === 'map' ? root.entries.get('rules') : undefined;
  if (root?.type !== 'map' || rules === undefined || rules.value.type !== 'list') return null;
  const splices: Splice[] = [];
  for (const { rule, before } of edit.insertions) {
    const splice = insertBefore(text, rules.value.items[before], rule);
    if (splice === null) return null;
    splices.push(splice);
  }
  if (edit.omitArrivals && !policy.omitStages.includes('RequestReceived')) splices.push(omitArrivals(text, root, policy));
  let out = text;
  // From the end, so that earlier places stay; of several at one place the first given comes first.
  for (const { from, to, text: piece } of splices.toReversed().toSorted((a, b) => b.from - a.from)) out = out.slice(0, from) + piece + out.slice(to);
  return out;
}

/** Above the item's own line and the comments that belong to it. */
function insertBefore(text: string, item: SourceNode | undefined, rule: DraftRule): Splice | null {
  if (item === undefined) return null;
  const lineStart = text.lastIndexOf('\n', item.span.start - 1) + 1;
  const indent = /^([ \t]*)-[ \t]/.exec(text.slice(lineStart, item.span.start))?.[1];
  if (indent === undefined) return null;
  let at = lineStart;
  for (;;) {
    const above = text.lastIndexOf('\n', at - 2) + 1;
    if (at === 0 || !/^[ \t]*#/.test(text.slice(above, at))) break;
    at = above;
  }
  const lines = printRule(rule).map((line) => `${indent}${line.replace(/^ {2}/, '')}\n`);
  return { from: at, to: at, text: lines.join('') };
}

function omitArrivals(text: string, root: MapNode, policy: Policy): Splice {
  const flow = printFlow([...policy.omitStages, 'RequestReceived']);
  const entry = root.entries.get('omitStages');
  if (entry !== undefined) return { from: entry.value.span.start, to: entry.value.span.end, text: flow };
  const rules = root.entries.get('rules')!;
  const lineStart = text.lastIndexOf('\n', rules.keySpan.start - 1) + 1;
  return { from: lineStart, to: lineStart, text: `omitStages: ${flow}\n` };
}

function toRule(rule: DraftRule): PolicyRule {
  const { level, users = [], userGroups = [], verbs = [], namespaces = [], nonResourceURLs = [], omitStages = [], omitManagedFields } = rule;
  const resources = (rule.resources ?? []).map(({ group, resources: names = [], resourceNames = [] }) => ({ group, resources: names, resourceNames }));
  return {
    level,
    users,
    userGroups,
    verbs,
    resources,
    namespaces,
    nonResourceURLs,
    omitStages,
    ...(omitManagedFields === undefined ? {} : { omitManagedFields }),
  };
}

function toDraft({ rules, omitStages, omitManagedFields, wildcards }: Policy): Parameters<typeof printDraft>[0] {
  return {
    sentence: '',
    ...(wildcards === true ? { apiVersion: arrivalVersion } : {}),
    omitStages,
    ...(omitManagedFields ? { omitManagedFields } : {}),
    rules: rules.map(({ level, users, userGroups, verbs, resources, namespaces, nonResourceURLs, omitStages: stages, omitManagedFields: fields, ...more }) => ({
      sentence: '',
      level,
      users,
      userGroups,
      verbs,
      resources,
      namespaces,
      nonResourceURLs,
      omitStages: stages,
      ...(fields === undefined ? {} : { omitManagedFields: fields }),
      responseCodes: more.responseCodes ?? [],
      userAgents: more.userAgents ?? [],
    })),
  };
}
