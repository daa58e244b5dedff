import { describe, expect, it } from 'vitest';
import { ask } from '../../src/search/ask.ts';
import { languages } from '../i18n/texts.ts';
import { examplesOf as examplesIn } from './examples.ts';
import { readEvent } from './read-event.ts';
import { spanOf } from './json-span.ts';

const examplesOf = (requests: Parameters<typeof examplesIn>[0]) => examplesIn(requests, languages.en.start.asked);
const factsOf = (event: object) => readEvent(spanOf(new TextEncoder().encode(JSON.stringify(event))));
const deleted = {
  verb: 'delete',
  user: { username: 'alice' },
  sourceIPs: ['10.0.0.9'],
  objectRef: { resource: 'deployments', namespace: 'shop', name: 'web' },
};

describe('the examples of the one box', () => {
  it('ask for what the store holds, in words that the box understands', () => {
    const examples = examplesOf([factsOf(deleted)]);
    expect(examples).toEqual(['who deleted deployments shop/web?', 'what did alice do?', 'what came from 10.0.0.9?']);
    expect(examples.map((typed) => ask(typed)?.kind)).toEqual(['question', 'question', 'question']);
  });

  it('are understood in every language', () => {
    for (const [name, { start }] of Object.entries(languages)) {
      const examples = examplesIn([factsOf(deleted)], start.asked);
      expect(examples, name).toHaveLength(3);
      expect(examples.map((typed) => ask(typed)?.q)).toEqual(examplesOf([factsOf(deleted)]).map((typed) => ask(typed)?.q));
    }
  });

  it('leave out names that are not plain words', () => {
    const hostile = { ...deleted, user: { username: 'a b\u202e' }, sourceIPs: ['<script>'], objectRef: { ...deleted.objectRef, name: 'we" OR *' } };
    expect(examplesOf([factsOf(hostile)])).toEqual([]);
  });

  it('are different ones, and few', () => {
    const many = Array.from({ length: 50 }, (_, index) => factsOf({ ...deleted, user: { username: `u${index % 20}` } }));
    const examples = examplesOf(many);
    expect(new Set(examples).size).toBe(examples.length);
    expect(examples.length).toBeLessThanOrEqual(6);
  });
});
