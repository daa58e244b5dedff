import { describe, expect, it } from 'vitest';
import { parseQuery } from '../search/parse.ts';
import { selectionParameters } from './search-query.ts';

const queryOf = (query: string, options = {}, object: readonly string[] = []): string => selectionParameters(query, options, object).q!;

describe('the query of a command', () => {
  it('is what was typed where nothing is added', () => {
    expect(queryOf('verb:get OR (a')).toBe('verb:get OR (a');
    expect(queryOf('')).toBe('');
  });

  it('keeps its own meaning beside the conditions of options', () => {
    expect(queryOf('verb:get OR verb:list', { namespace: 'shop', user: 'a "b"' })).toBe(
      String.raw`(verb:get OR verb:list) AND objectRef.namespace:"shop" AND user.username:"a \"b\""`,
    );
    expect(queryOf('*', { namespace: 'shop' })).toBe('objectRef.namespace:"shop"');
  });

  it.each([
    [['deployment/web'], 'objectRef.resource:"deployments" AND objectRef.name:"web"'],
    [['deploy', 'web'], 'objectRef.resource:"deployments" AND objectRef.name:"web"'],
    [['Pods'], 'objectRef.resource:"pods"'],
    [['ingress'], 'objectRef.resource:"ingresses"'],
    [['networkpolicy'], 'objectRef.resource:"networkpolicies"'],
    [['gateway'], 'objectRef.resource:"gateways"'],
    [['deployments.apps/web'], 'objectRef.resource:"deployments" AND objectRef.apiGroup:"apps" AND objectRef.name:"web"'],
    [['certificates.cert-manager.io'], 'objectRef.resource:"certificates" AND objectRef.apiGroup:"cert-manager.io"'],
  ])('names the object of kubectl: %j', (object, expected) => {
    expect(queryOf('', {}, object)).toBe(expected);
    expect(parseQuery(expected, { nowMicros: 0 })).toHaveProperty('query');
  });

  it.each([[['a/b', 'c']], [['a', 'b', 'c']], [['/b']], [['a/']]])('refuses %j', (object) => {
    expect(() => queryOf('', {}, object)).toThrow('names no object');
  });
});
