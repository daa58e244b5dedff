import { describe, expect, it } from 'vitest';
import { readPoliciesSearch, readSearch, writeSearch } from '../../search-params.ts';
import { spanOf } from '../../show/json-span.ts';
import { readEvent } from '../../show/read-event.ts';
import { attributesOf, readTyped, requestOfFacts, typedOf, writeTyped } from './typed-request.ts';

const through = (typed: ReturnType<typeof readTyped>) => readTyped(readPoliciesSearch(readSearch(writeSearch({ ...writeTyped(typed) }))));
const facts = (event: object) => readEvent(spanOf(new TextEncoder().encode(JSON.stringify(event))));

describe('a typed request', () => {
  it('survives the address', () => {
    const resource = readTyped({
      user: 'bob',
      groups: 'a, b',
      verb: 'create',
      resource: 'pods/exec',
      namespace: 'shop',
      name: 'web',
      apiGroup: 'x.io',
      code: '404',
      agent: 'kubectl',
    });
    const path = readTyped({ login: 'none', verb: 'get', path: '/healthz' });
    expect(through(resource)).toEqual(resource);
    expect(through(path)).toEqual(path);
    expect(through({ ...path, path: '' }).isPath).toBe(true);
  });

  it('begins with an example', () => {
    expect(readTyped({})).toMatchObject({ user: 'alice', resource: 'secrets', isPath: false });
    expect(readTyped({ verb: 'get' })).toMatchObject({ user: '', resource: '' });
  });

  it('becomes what the rule matcher sees', () => {
    expect(attributesOf(readTyped({ user: 'bob', groups: ' a ,,b', verb: 'create', resource: 'pods/exec' }))).toMatchObject({
      user: 'bob',
      groups: ['a', 'b'],
      resource: 'pods',
      subresource: 'exec',
      resourceRequest: true,
      path: '',
    });
    expect(attributesOf(readTyped({ login: 'none', user: 'x', path: '/version' }))).toMatchObject({
      user: null,
      groups: [],
      resourceRequest: false,
      path: '/version',
    });
  });

  it('can be that of a stored event, and be typed on from there', () => {
    const stored = requestOfFacts(
      facts({
        verb: 'get',
        requestURI: '/api/v1/x',
        user: { username: 'bob', groups: ['g'] },
        objectRef: { resource: 'pods', subresource: 'log', namespace: 'n' },
        responseStatus: { code: 404 },
        userAgent: 'kubectl',
      }),
    );
    expect(stored).toMatchObject({
      user: 'bob',
      groups: ['g'],
      resource: 'pods',
      subresource: 'log',
      resourceRequest: true,
      responseCode: 404,
      userAgent: 'kubectl',
    });
    expect(attributesOf(typedOf(stored))).toEqual({ ...stored, path: '' });
    expect(requestOfFacts(facts({ verb: 'get', requestURI: '/healthz?x', user: {} }))).toMatchObject({ user: null, resourceRequest: false, path: '/healthz' });
  });
});
