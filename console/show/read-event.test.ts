import { describe, expect, it } from 'vitest';
import { splitAddresses } from './claimed-addresses.ts';
import { spanOf, textOf } from './json-span.ts';
import { metadataText, partsOf, readEvent } from './read-event.ts';
import { familyOf } from './verb-family.ts';
import { whyAbsent } from './why-absent.ts';

const span = (text: string) => spanOf(new TextEncoder().encode(text));

const text =
  '{"kind":"Event","level":"RequestResponse","auditID":"a","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/shop/secrets/db","verb":"delete","user":{"username":"system:node:node-1","groups":["system:nodes"]},"impersonatedUser":{"username":"bob"},"sourceIPs":["203.0.113.7","10.0.0.1"],"objectRef":{"resource":"secrets","namespace":"shop","name":"db","apiVersion":"v1"},"responseStatus":{"metadata":{},"reason":"Forbidden","code":403},"requestObject":{"a": 1},"requestReceivedTimestamp":"2026-11-23T04:53:06.000001Z","annotations":{"authorization.k8s.io/decision":"forbid"}}';

describe('readEvent', () => {
  it('reads the facts that the list shows', () => {
    const facts = readEvent(span(text));
    expect(facts).toMatchObject({
      verb: 'delete',
      username: 'system:node:node-1',
      actor: 'component',
      impersonated: 'bob',
      code: '403',
      decision: 'forbid',
    });
    expect(facts.object).toEqual({ apiGroup: '', apiVersion: 'v1', resource: 'secrets', subresource: '', namespace: 'shop', name: 'db' });
    expect(facts.stageTime).toBeNull();
  });

  it('reads an event with nothing in it', () => {
    expect(readEvent(span('{"user":{},"sourceIPs":null,"objectRef":7,"responseStatus":{"code":"x"}}'))).toMatchObject({
      username: null,
      actor: 'human',
      sourceIPs: [],
      code: 'x',
      verb: '',
    });
  });
});

describe('partsOf', () => {
  it('parts an event into metadata and bodies without changing their text', () => {
    const parts = partsOf(span(text));
    expect(parts.requestObject === null ? '' : textOf(parts.requestObject)).toBe('{"a": 1}');
    expect(parts.responseObject).toBeNull();
    expect(metadataText(parts)).toBe(text.replace('"requestObject":{"a": 1},', ''));
  });
});

describe('splitAddresses', () => {
  it('takes the last address as observed and all others as claimed', () => {
    expect(splitAddresses(['203.0.113.7', 'evil', '10.0.0.1'])).toEqual({ observed: '10.0.0.1', claimed: ['203.0.113.7', 'evil'] });
    expect(splitAddresses(['10.0.0.1'])).toEqual({ observed: '10.0.0.1', claimed: [] });
    expect(splitAddresses([])).toEqual({ observed: null, claimed: [] });
  });
});

describe('familyOf', () => {
  const facts = { stage: 'ResponseComplete', code: '200', decision: 'allow', verb: 'create', object: null };
  const exec = { apiGroup: '', apiVersion: 'v1', resource: 'pods', subresource: 'exec', namespace: 'a', name: 'b' };

  it('lets the outcome count before the verb', () => {
    expect(familyOf(facts)).toBe('create');
    expect(familyOf({ ...facts, object: exec })).toBe('connect');
    expect(familyOf({ ...facts, object: exec, code: '403' })).toBe('refused');
    expect(familyOf({ ...facts, code: '401', decision: null })).toBe('refused');
    expect(familyOf({ ...facts, stage: 'Panic', code: '500' })).toBe('panic');
    expect(familyOf({ ...facts, verb: 'constructor' })).toBe('read');
  });
});

describe('whyAbsent', () => {
  const facts = { level: 'RequestResponse', stage: 'ResponseComplete', verb: 'get', object: null };

  it('names the level, the stage, the stream, or that there was none', () => {
    expect(whyAbsent('requestObject', { ...facts, level: 'Metadata' })).toBe('level');
    expect(whyAbsent('responseObject', { ...facts, level: 'Request' })).toBe('level');
    expect(whyAbsent('requestObject', { ...facts, level: 'Request', stage: 'RequestReceived' })).toBe('stage');
    expect(whyAbsent('responseObject', { ...facts, verb: 'watch' })).toBe('stream');
    expect(whyAbsent('responseObject', { ...facts, stage: 'ResponseStarted' })).toBe('early');
    expect(whyAbsent('requestObject', facts)).toBe('none');
  });
});
