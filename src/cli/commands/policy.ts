// policy check, explain and preset: no server is needed, the program decides by itself.
import { requestAttributes } from '../../api/contract/policy.ts';
import { AppError } from '../../lib/app-error.ts';
import { drawCaret } from '../../lib/problem.ts';
import { buildDraft, type PolicyChoices } from '../../policy/build-draft.ts';
import { checkArrivalPolicy, loadEitherPolicy } from '../../policy/check-arrival.ts';
import { checkPolicy, isRefusal, loadPolicy } from '../../policy/check.ts';
import { compilePolicy, type Decide } from '../../policy/evaluate.ts';
import { explainDecision, type Explanation } from '../../policy/explain.ts';
import { knowsOmitManagedFields, type KubernetesMinor } from '../../policy/kubernetes-version.ts';
import type { Policy, RequestAttributes } from '../../policy/policy.ts';
import type { PolicyProblem } from '../../policy/policy-problem.ts';
import { findPreset, presets, withoutRequestReceived } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import { holdings, levelSentences, stageSentences } from '../../policy/words-of-policy.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { minorOf, readFile } from './policy-file.ts';

export interface CheckOptions {
  readonly kubernetes: string;
  readonly arrival?: true;
  readonly output: string;
}

export interface ExplainOptions extends Omit<CheckOptions, 'arrival'> {
  readonly batch?: string;
  readonly user?: string;
  readonly group: readonly string[];
  readonly verb?: string;
  readonly resource?: string;
  readonly apiGroup: string;
  readonly namespace: string;
  readonly name: string;
  readonly path?: string;
}

/** Prints every problem of a file with its place; 1 if kube-apiserver would refuse it or read it otherwise than written. */
export function check(file: string, options: CheckOptions): number {
  const text = readFile(file);
  const { policy, problems } = options.arrival === true ? checkArrivalPolicy(text) : checkPolicy(text, minorOf(options.kubernetes));
  const asWritten = problems.every(({ severity }) => severity === 'advice');
  if (options.output === 'json') printJson({ accepted: policy !== null, asWritten, problems });
  else {
    for (const problem of problems) process.stdout.write(printProblem(file, text, problem));
    process.stdout.write(
      summarize(policy, problems, options.arrival === true ? 'it would not be applied on arrival' : 'kube-apiserver would not start with this policy'),
    );
  }
  return asWritten ? 0 : 1;
}

/** What the policy of a file decides about the request of the flags, and why. */
export function explain(file: string | undefined, options: ExplainOptions): number {
  if (options.batch !== undefined) return explainBatch(options.batch, minorOf(options.kubernetes));
  if (file === undefined)
    throw new AppError('bad_parameter', 'A policy file is missing.', { hint: 'cluster-audit policy explain FILE --user U --verb V --resource R' });
  const attributes = attributesOf(options);
  const text = readFile(file);
  const policy = loadEitherPolicy(text, minorOf(options.kubernetes));
  if (isRefusal(policy)) throw new AppError('policy_refused', policy.message, { hint: policy.hint, position: policy.position, extra: { query: text } });
  const explanation = explainDecision(policy, attributes);
  if (options.output === 'json') printJson(explanation);
  else process.stdout.write(printExplanation(explanation));
  return 0;
}

/** A line in: {id, policy, attributes}; a line out, in the same order: the decision, or the error that kube-apiserver would end with. */
function explainBatch(file: string, minor: KubernetesMinor): number {
  let unreadable = 0;
  const loaded = new Map<string, Decide | PolicyProblem>();
  for (const line of readFile(file).split('\n')) {
    if (line.trim() === '') continue;
    const answer = answerLine(line, minor, loaded);
    if (answer.id === null) unreadable += 1;
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  return unreadable > 0 ? 2 : 0;
}

const keptPolicies = 1000;

function answerLine(line: string, minor: KubernetesMinor, loaded: Map<string, Decide | PolicyProblem>): { id: unknown; [name: string]: unknown } {
  let asked: { id?: unknown; policy?: unknown; attributes?: unknown };
  try {
    asked = JSON.parse(line) as typeof asked;
  } catch {
    return { id: null, error: 'this line is not JSON' };
  }
  const attributes = requestAttributes.safeParse(asked?.attributes);
  if (asked?.id === undefined || typeof asked.policy !== 'string' || !attributes.success) return { id: null, error: 'a line is {id, policy, attributes}' };
  const decide = loaded.get(asked.policy) ?? prepare(asked.policy, minor);
  if (loaded.size < keptPolicies) loaded.set(asked.policy, decide);
  if (typeof decide !== 'function') return { id: asked.id, error: `${decide.path === '' ? '' : `${decide.path}: `}${decide.message}` };
  const { level, omitStages, omitManagedFields } = decide(attributes.data);
  return { id: asked.id, level, omitStages: [...omitStages].sort(), ...(knowsOmitManagedFields(minor) ? { omitManagedFields } : {}) };
}

function prepare(text: string, minor: KubernetesMinor): Decide | PolicyProblem {
  const policy = loadPolicy(text, minor);
  return isRefusal(policy) ? policy : compilePolicy(policy);
}

export function listPresets(options: { output: string }): number {
  const rows = presets.map(({ name, title, source, draft }) => ({ name, title, source, rules: draft.rules.length, sentence: draft.sentence }));
  if (options.output === 'json') printJson({ presets: rows });
  else
    process.stdout.write(
      printColumns(
        ['NAME', 'RULES', 'TITLE', 'SOURCE'],
        rows.map(({ name, title, source, rules }) => [name, String(rules), title, source]),
      ),
    );
  return 0;
}

export function showPreset(name: string, options: { output: string; omitRequestReceived?: boolean }): number {
  const preset = findPreset(name);
  if (preset === undefined)
    throw new AppError('not_found', `There is no preset "${name}".`, { hint: `The presets are ${presets.map((one) => one.name).join(', ')}.` });
  const yaml = printDraft(options.omitRequestReceived === true ? withoutRequestReceived(preset.draft) : preset.draft);
  if (options.output === 'json') printJson({ name: preset.name, title: preset.title, source: preset.source, yaml });
  else process.stdout.write(`# ${preset.title}. Source: ${preset.source}\n${yaml}`);
  return 0;
}

/** Prints the policy of these choices as YAML. */
export function build(chosen: PolicyChoices): number {
  process.stdout.write(printDraft(buildDraft(chosen)));
  return 0;
}

function attributesOf(options: ExplainOptions): RequestAttributes {
  if (options.verb === undefined) throw new AppError('bad_parameter', '--verb is missing.', { hint: 'Such as --verb get.' });
  if ((options.resource === undefined) === (options.path === undefined))
    throw new AppError('bad_parameter', 'Give either --resource or --path.', { hint: '--resource pods/log --namespace shop, or --path /healthz' });
  const [resource, ...subresource] = (options.resource ?? '').split('/');
  return {
    user: options.user ?? null,
    groups: options.group,
    verb: options.verb,
    namespace: options.namespace,
    apiGroup: options.apiGroup,
    apiVersion: '',
    resource,
    subresource: subresource.join('/'),
    name: options.name,
    resourceRequest: options.path === undefined,
    path: options.path ?? '',
  };
}

function printProblem(file: string, text: string, { severity, code, message, path, position, hint }: PolicyProblem): string {
  const place = position === undefined ? file : `${file}:${position.line}:${position.column}`;
  const caret = position === undefined ? '' : `${drawCaret(text, position)}\n`;
  return visible(`${place}: ${severity}: ${message} [${code}${path === '' ? '' : ` at ${path}`}]\n${caret}${hint === undefined ? '' : `  → ${hint}\n`}`);
}

function summarize(policy: Policy | null, problems: readonly PolicyProblem[], refusal: string): string {
  const count = (severity: string): number => problems.filter((problem) => problem.severity === severity).length;
  if (policy === null) return `refused: ${refusal} (${count('error')} errors)\n`;
  return `accepted: ${policy.rules.length} rules; ${count('misread')} read otherwise than written, ${count('advice')} pieces of advice\n`;
}

function printExplanation({ level, rule, passed, stages, ifItPanics, omitManagedFields }: Explanation): string {
  const lines = passed.map((one) => `rule ${one.rule}: no — ${one.why}`);
  lines.push(rule === null ? 'no rule matched: level None' : `rule ${rule}: decides`, `level ${level}: ${levelSentences[level]}`);
  for (const { stage, holds } of stages)
    lines.push(`writes ${stage} — ${stageSentences[stage]}`, ...holds.map((part) => `         ${part}: ${holdings[part]}`));
  if (stages.length === 0) lines.push('writes nothing');
  if (ifItPanics !== null) lines.push(`writes Panic — ${stageSentences.Panic}`);
  if (omitManagedFields && stages.length > 0) lines.push('managedFields are left out of the bodies');
  return visible(`${lines.join('\n')}\n`);
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
