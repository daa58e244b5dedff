// Generated policies and requests, broken in every way: neither check nor explain throws or hangs. `npm run torture` runs 100,000.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noteFigures } from '../../test/harness/figures.ts';
import { checkPolicy, isRefusal, loadPolicy } from './check.ts';
import { compilePolicy } from './evaluate.ts';
import { explainDecision } from './explain.ts';
import type { RequestAttributes } from './policy.ts';
import { stringify } from 'yaml';

const runs = Number(process.env.POLICY_RUNS ?? 3000);
const seed = Number(process.env.POLICY_SEED ?? Date.now() % 1_000_000_007);

const often = <T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>) => fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
const word = often(
  fc.constantFrom('', '*', 'pods', 'pods/*', '*/status', '*/*', 'get', 'watch', 'alice', 'system:nodes', 'no', '1', '~', 'apps', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const listOf = <T>(item: fc.Arbitrary<T>) => often(fc.array(item, { maxLength: 3 }), fc.jsonValue());
const groups = listOf(
  often(fc.record({ group: fc.constantFrom('', 'apps', '*', 'v1', 'Apps'), resources: listOf(word) }, { requiredKeys: ['group'] }), fc.jsonValue()),
);
const level = often(fc.constantFrom('None', 'Metadata', 'Request', 'RequestResponse'), word);
const stages = listOf(often(fc.constantFrom('RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'), word));
const who = { level, users: listOf(word), userGroups: listOf(word), verbs: listOf(word), omitStages: stages };
const forResources = fc.record({ ...who, namespaces: listOf(word), resources: groups }, { requiredKeys: ['level'] });
const forUrls = fc.record({ ...who, nonResourceURLs: listOf(fc.constantFrom('*', '/x*', '/healthz', 'x')) }, { requiredKeys: ['level'] });
const rules = listOf(often(fc.oneof(forResources, forUrls), fc.jsonValue()));
const version = often(fc.constant('audit.k8s.io/v1'), word);
const policy = fc.record(
  { apiVersion: version, kind: often(fc.constant('Policy'), word), rules, omitStages: stages, extra: fc.jsonValue() },
  { requiredKeys: ['apiVersion', 'rules'] },
);
/** Cuts a piece out, doubles one, or puts in what YAML reads in its own way. */
const damage = fc.record({
  at: fc.nat(2000),
  length: fc.nat(40),
  put: fc.constantFrom(
    '',
    '\t',
    '\n---\n',
    '&a ',
    '*a',
    '<<: ',
    '!!int ',
    '[',
    '{',
    '"',
    '|',
    '%YAML 1.2\n',
    '\u0000',
    '\ufeff',
    '\ud800',
    '- ',
    ': ',
    '#',
    '? ',
  ),
});
const attributes: fc.Arbitrary<RequestAttributes> = fc.record({
  user: fc.oneof(word, fc.constant(null)),
  groups: fc.array(word, { maxLength: 3 }),
  verb: word,
  namespace: word,
  apiGroup: word,
  apiVersion: word,
  resource: word,
  subresource: word,
  name: word,
  resourceRequest: fc.boolean(),
  path: word,
});

it(`check and explain answer every text and request (seed ${seed}, ${runs} runs)`, { timeout: 1_200_000 }, () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      policy,
      fc.nat(3),
      often(fc.constant([]), fc.array(damage, { maxLength: 2 })),
      attributes,
      fc.constantFrom(20, 36),
      (value, style, damages, asked, minor) => {
        let text =
          style === 0 ? JSON.stringify(value) : stringify(value, { version: style === 1 ? '1.1' : '1.2', collectionStyle: style === 3 ? 'flow' : 'any' });
        for (const { at, length, put } of damages) text = text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + length);
        const checked = checkPolicy(text, minor);
        const loaded = loadPolicy(text, minor);
        expect(isRefusal(loaded)).toBe(checked.policy === null);
        if (isRefusal(loaded)) return;
        accepted += 1;
        const explained = explainDecision(loaded, asked);
        expect(explained.level).toBe(compilePolicy(loaded)(asked).level);
        expect(explained.passed.length).toBe(explained.rule ?? loaded.rules.length);
      },
    ),
    { numRuns: runs, seed },
  );
  expect(accepted).toBeGreaterThan(runs / 100);
  noteFigures({ texts: runs, seed, 'of them policies': accepted, crashes: 0 });
});
