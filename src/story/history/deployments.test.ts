import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseJson, printJson, type JsonValue } from '../../audit/json-value.ts';
import { splitLines } from '../../../test/harness/server.ts';
import { Document } from '../../../test/oracle/document.ts';
import { histories } from '../../../test/oracle/object-history.ts';
import { textAt } from '../read-json.ts';
import { withMember } from './edit-json.ts';
import { findChanges, printChangePath } from './find-changes.ts';
import { tellHistory } from './tell-history.ts';

/** The whole corpora where they lie beside the checkout; the examples hold every object in part only. */
const folder = existsSync('../shared/corpus') ? '../shared/corpus' : 'examples';
const timeOf = (event: JsonValue): string => textAt(event, 'stageTimestamp') ?? '';

describe.each(['tke-policy', 'everything', 'metadata'])('Deployments of %s', (name) => {
  const lines = splitLines(gunzipSync(readFileSync(`${folder}/${name}.ndjson.gz`))).filter((line) => line.includes('"resource":"deployments"'));
  const expected = histories(
    lines.map((line) => new Document(line)),
    'apps',
    'deployments',
    'Deployment',
  );
  const targetOf = (key: string) => ({ apiGroup: 'apps', resource: 'deployments', namespace: key.split('/')[0], name: key.split('/')[1] });
  const told = [...expected].map(([key, versions]) => ({
    key,
    versions,
    events: versions.map(({ document }, k) => ({ id: String(k), event: parseJson(document.line) })),
  }));

  it('each successful write is a version with the answer as its body, as a judge apart reads them', () => {
    expect(told.length).toBeGreaterThan(10);
    for (const { key, versions, events } of told) {
      const { steps } = tellHistory(events, targetOf(key));
      expect(steps.map(({ time, actor, verb, code }) => [time, actor, verb, code])).toEqual(
        versions.map(({ time, actor, verb, code }) => [time, actor, verb, code]),
      );
      steps.forEach((step, k) => {
        if (step.isReceived !== (versions[k].body !== null)) expect.fail(`${key} ${k}`);
        if (step.isReceived) expect(printJson(step.body!)).toBe(printJson(parseJson(Buffer.from(versions[k].body!))));
      });
    }
  });

  it.skipIf(name === 'metadata' || folder === 'examples')('a patch applied to the version before gives what the API server answered', () => {
    let compared = 0;
    const odd: string[] = [];
    // Writes of status and scale come in between.
    const all = lines.map((line, k) => ({ id: String(k), event: parseJson(line) })).sort((a, b) => (timeOf(a.event) < timeOf(b.event) ? -1 : 1));
    for (const { key } of told) {
      const events = all.filter(({ event }) => textAt(event, 'objectRef', 'name') === targetOf(key).name && textAt(event, 'stage') === 'ResponseComplete');
      const ids = new Map(events.map(({ id }, k) => [id, k]));
      const real = tellHistory(events, targetOf(key)).steps;
      real.forEach((step, k) => {
        if (step.verb !== 'patch' || step.code === 201 || step.subresource !== '' || !step.isReceived || (real[k - 1]?.body ?? null) === null) return;
        const without = events.map((each, n) => (n === ids.get(step.id) ? { ...each, event: withMember(each.event, ['responseObject'], undefined) } : each));
        const derived = tellHistory(without, targetOf(key)).steps[k];
        expect([derived.isReceived, derived.why]).toEqual([false, derived.why === 'applied' ? 'applied' : 'patched']);
        compared += 1;
        for (const change of findChanges(step.body!, derived.body!)) odd.push(printChangePath(change.path));
      });
    }
    expect(compared).toBeGreaterThan(0);
    // Text that is no Unicode (lone surrogates) the API server replaces before it stores it.
    expect(new Set(odd.filter((path) => path !== 'metadata.annotations.touched'))).toEqual(new Set());
  });
});
