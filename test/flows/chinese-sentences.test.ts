// What the program really says comes out in Chinese: policies that are refused, decisions, wrong queries, nodes that cannot be changed.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../console/i18n/translate-sentence.ts';
import { zhSentences } from '../../console/i18n/zh-sentences.ts';
import { checkPlan, type Surroundings } from '../../src/cluster/static-pod/check-plan.ts';
import type { NodeFacts } from '../../src/cluster/static-pod/node-facts.ts';
import type { NodePlan, PlannedAudit } from '../../src/cluster/static-pod/plan.ts';
import { readManifest } from '../../src/cluster/static-pod/read-manifest.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { checkArrivalPolicy } from '../../src/policy/check-arrival.ts';
import { checkPolicy, isRefusal, loadPolicy } from '../../src/policy/check.ts';
import { explainDecision } from '../../src/policy/explain.ts';
import { requestOfEvent, type EventRequest } from '../../src/policy/request-of-event.ts';
import { findPipe } from '../../src/search/lex.ts';
import { parseQuery } from '../../src/search/parse.ts';
import { parsePipeline } from '../../src/search/pipeline.ts';
import { createSql } from '../harness/random-sql.ts';
import { hasEnglishWords } from '../harness/strange-words.ts';
import { createRandom } from '../oracle/random-queries.ts';
import { brokenManifests, brokenPolicies, brokenYaml, wrongQueries } from '../harness/wrong-texts.ts';

const translate = createTranslator(zhSentences);

/** Sentences that stay English, whole or in part. */
class Leftovers {
  readonly all = new Map<string, string | null>();
  readonly seen = new Set<string>();

  take(...sentences: readonly (string | undefined)[]): void {
    for (const english of sentences) {
      if (english === undefined || this.seen.has(english)) continue;
      this.seen.add(english);
      const chinese = translate(english);
      if (chinese === null || hasEnglishWords(withoutValues(chinese))) this.all.set(english, chinese);
    }
  }
}

/** What is quoted is as somebody wrote it; names with commas between them are no words in a row. */
function withoutValues(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|'[^']*'/g, '""').replaceAll(', ', ' – ');
}

function linesOf(name: string): readonly string[] {
  return gunzipSync(readFileSync(`examples/${name}.gz`))
    .toString('utf8')
    .trimEnd()
    .split('\n');
}

describe('in Chinese', () => {
  it('problems of policies: captured ones, and one of each kind', () => {
    const left = new Leftovers();
    const policies = linesOf('policy-golden.jsonl').map((line) => (JSON.parse(line) as { policy: string }).policy);
    const ways = [(text: string) => checkPolicy(text, 20), (text: string) => checkPolicy(text), checkArrivalPolicy];
    const takeAll = (text: string, check: (typeof ways)[number]) => {
      for (const { message, hint } of check(text).problems) left.take(message, hint);
    };
    policies.forEach((text, k) => takeAll(text, ways[k % ways.length]));
    for (const text of [...brokenPolicies, ...brokenYaml]) for (const check of ways) takeAll(text, check);
    expect([...left.all]).toEqual([]);
    expect(left.seen.size).toBeGreaterThan(200);
  });

  it.each(['tke-policy', 'modern-1.36'])('why rules do not match the requests of %s', (name) => {
    const left = new Leftovers();
    const policy = loadPolicy(readFileSync(`examples/${name}.policy.yaml`, 'utf8'));
    if (isRefusal(policy)) throw new Error(policy.message);
    for (const line of linesOf(`${name}.ndjson`))
      for (const { why } of explainDecision(policy, requestOfEvent(JSON.parse(line) as EventRequest)).passed) left.take(why);
    expect([...left.all]).toEqual([]);
    expect(left.seen.size).toBeGreaterThan(20);
  });

  it('mistakes of queries: one of each kind, and thousands at random', () => {
    const left = new Leftovers();
    const random = createRandom(7);
    const sql = createSql(7);
    const mistakes = '"\\()[]{}:*?-|><\n,;\'`.'.split('');
    const broken = (text: string) => {
      const at = Math.floor(random() * (text.length + 1));
      return text.slice(0, at) + mistakes[Math.floor(random() * mistakes.length)] + text.slice(at + Math.floor(random() * 4));
    };
    const some = wrongQueries.map(([query]) => query);
    const queries = [
      ...some,
      ...Array.from({ length: 2000 }, (_, k) =>
        k % 2 === 0 ? `* | ${random() < 0.5 ? sql.broken() : broken(sql.statement())}` : broken(some[k % some.length]),
      ),
    ];
    const messages = new Set<string>();
    for (const query of queries) {
      const parsed = findPipe(query) === null ? parseQuery(query, { nowMicros: 0 }) : parsePipeline(query, { nowMicros: 0 });
      if (!('problem' in parsed)) continue;
      messages.add(parsed.problem.message);
      left.take(parsed.problem.message, parsed.problem.hint);
    }
    expect([...left.all]).toEqual([]);
    expect(wrongQueries.filter(([, message]) => !messages.has(message))).toEqual([]);
  });

  it('what a look at a node finds', () => {
    const left = new Leftovers();
    for (const found of [
      ...findingsOf({}, {}),
      ...findingsOf(badNode, badAudit),
      ...findingsOf(lonelyNode, { maxSizeMb: 1000 }, { free: 5e9, size: 6e9, used: 0 }),
    ])
      left.take(found.message, found.hint);
    expect([...left.all]).toEqual([]);
    expect(left.seen.size).toBeGreaterThan(30);
  });

  it('manifests that cannot be changed', () => {
    const left = new Leftovers();
    for (const text of brokenManifests) {
      try {
        readManifest('/etc/kubernetes/manifests/kube-apiserver.yaml', text);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        left.take(error.message, error.hint);
      }
    }
    expect([...left.all]).toEqual([]);
    expect(left.seen.size).toBeGreaterThan(brokenManifests.length);
  });
});

const badNode: Partial<NodeFacts> = {
  strays: ['/etc/kubernetes/manifests/old.yaml'],
  staticPodPath: '/srv/pods',
  oneFilesystem: false,
  isRoot: false,
  hasSystemd: false,
  selinux: true,
  clockIsKept: false,
  api: { isReady: false, reason: 'no answer within 5 s', others: null },
} as unknown as Partial<NodeFacts>;
const lonelyNode = { api: { isReady: true, reason: null, others: [] } } as unknown as Partial<NodeFacts>;
const policyText = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  users: ["*"]\n- level: Reqest\n';
const badAudit: Partial<PlannedAudit> = { policyText, maxSizeMb: 5, version: undefined, isStrict: true, canary: null, mode: 'log' };

function findingsOf(node: Partial<NodeFacts>, audit: Partial<PlannedAudit>, disk: Surroundings['disk'] = { free: 1e6, size: 1e9, used: 0 }) {
  const healthy = { root: '/', strays: [], oneFilesystem: true, isRoot: true, hasSystemd: true, selinux: false, clockIsKept: true };
  const api = { isReady: true, reason: null, others: [{ name: 'm2', isReady: false }] };
  const loaded = loadPolicy('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
  const after = {
    mode: 'webhook',
    policyText: null,
    policy: isRefusal(loaded) ? null : loaded,
    version: '1.30',
    logFile: audit.maxSizeMb === undefined ? null : '/var/log/kubernetes/audit/audit.log',
    maxSizeMb: 100,
    maxBackups: 10,
    isStrict: false,
    canary: null,
    ...audit,
  };
  const plan = { action: 'enable', findings: [], after, verify: { manifest: '/etc/kubernetes/manifests/kube-apiserver.yaml' } };
  return checkPlan({ ...healthy, api, ...node } as unknown as NodeFacts, plan as unknown as NodePlan, { disk, hasAgent: false, isNewPolicy: true });
}
