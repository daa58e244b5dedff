import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { stripEvent, type Strip } from './strip-event.ts';

const nothing: Strip = { requestObject: false, responseObject: false, managedFields: false, level: null, note: 'n' };
const strip = (text: string, what: Partial<Strip>): string | null => {
  const out = stripEvent(Buffer.from(text), { ...nothing, ...what });
  return out === null ? null : Buffer.from(out).toString('utf8');
};

test.each([
  ['{"a":1}', { requestObject: true, responseObject: true, managedFields: true }, null],
  ['{"a":1,"requestObject":{"x":1},"b":2}', { requestObject: true }, '{"a":1,"b":2,"annotations":{"cluster-audit/policy":"n"}}'],
  ['{"requestObject":{"x":1},"b":2}', { requestObject: true }, '{"b":2,"annotations":{"cluster-audit/policy":"n"}}'],
  ['{"requestObject":1,"responseObject":2,"b":3}', { requestObject: true, responseObject: true }, '{"b":3,"annotations":{"cluster-audit/policy":"n"}}'],
  [
    '{"level":"RequestResponse","responseObject":{},"annotations":{}}',
    { responseObject: true, level: 'Request' },
    '{"level":"Request","annotations":{"cluster-audit/policy":"n"}}',
  ],
  [
    '{ "a" : 1 , "\\u0072equestObject" : [ ] , "annotations" : { "x" : "y" } }',
    { requestObject: true },
    '{ "a" : 1 , "annotations" : {"cluster-audit/policy":"n", "x" : "y" } }',
  ],
  [
    '{"requestObject":{"metadata":{"managedFields":[{"a":1}],"name":"x"}},"responseObject":{"items":[{"metadata":{"name":"y","managedFields":[]}},7,{}],"metadata":{"managedFields":1}}}',
    { managedFields: true },
    '{"requestObject":{"metadata":{"name":"x"}},"responseObject":{"items":[{"metadata":{"name":"y"}},7,{}],"metadata":{}},"annotations":{"cluster-audit/policy":"n"}}',
  ],
  ['{"requestObject":{"spec":{"managedFields":1,"metadata":{"managedFields":2}}}}', { managedFields: true }, null],
  ['{"a":{"requestObject":1}}', { requestObject: true }, null],
] as const)('%s', (text, what, expected) => {
  expect(strip(text, what)).toBe(expected);
});

/** The same on values instead of bytes. */
function byValue(event: Record<string, unknown>): Record<string, unknown> {
  const { requestObject: _a, responseObject: _b, ...rest } = event;
  return { ...rest, level: 'Metadata', annotations: { ...(rest.annotations as object | undefined), 'cluster-audit/policy': 'n' } };
}

test.each(['everything', 'hostile-raw', 'modern-1.36'])('every captured event of %s is still JSON that says the rest', (name) => {
  const lines = gunzipSync(readFileSync(`examples/${name}.ndjson.gz`))
    .toString('latin1')
    .split('\n')
    .filter(Boolean);
  let stripped = 0;
  for (const line of lines) {
    const event = Buffer.from(line, 'latin1');
    const out = stripEvent(event, { ...nothing, requestObject: true, responseObject: true, level: 'Metadata' });
    const value = JSON.parse(event.toString('utf8')) as Record<string, unknown>;
    expect(out !== null).toBe('requestObject' in value || 'responseObject' in value);
    if (out === null) continue;
    stripped += 1;
    expect(JSON.parse(Buffer.from(out).toString('utf8'))).toEqual(byValue(value));
  }
  expect(stripped).toBeGreaterThan(0);
});
