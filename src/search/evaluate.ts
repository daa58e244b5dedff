// Decides a query on one event: the truth that the store's conditions only approximate.
import type { Query, Term } from './ast.ts';
import { isPresent, scalarTest } from './match-test.ts';
import { textTest } from './match-text.ts';
import { flatten, openSubject, readField, type OpenSubject, type Subject } from './read-field.ts';

export type { Subject } from './read-field.ts';

/** A function that says whether an event matches; the event is parsed at most once, and only if a term needs it. */
export function createMatcher(query: Query): (subject: Subject) => boolean {
  const decide = decision(query);
  return (subject) => decide(openSubject(subject));
}

/** The same for an event that several questions look at: it is parsed once for all of them. */
export function createOpenMatcher(query: Query): (subject: OpenSubject) => boolean {
  return decision(query);
}

type Decision = (subject: OpenSubject) => boolean;

function decision(query: Query): Decision {
  switch (query.type) {
    case 'all':
      return () => true;
    case 'and': {
      const items = query.items.map(decision);
      return (subject) => items.every((item) => item(subject));
    }
    case 'or': {
      const items = query.items.map(decision);
      return (subject) => items.some((item) => item(subject));
    }
    case 'not': {
      const item = decision(query.item);
      return (subject) => !item(subject);
    }
    case 'text': {
      const matches = textTest(query);
      return (subject) => matches(subject.event);
    }
    case 'term':
      return termDecision(query);
  }
}

function termDecision({ field, path, test }: Term): Decision {
  if (test.op === 'present') return (subject) => readField(subject, field, path).some(isPresent);
  const matches = scalarTest(test, path.length > 0 ? 'keyword' : field.kind);
  return (subject) => flatten(readField(subject, field, path)).some(matches);
}
