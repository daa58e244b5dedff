// What every question of the search benchmark should answer, found by a plain scan over the events.
import { factsOf } from './search-questions.mjs';

/** `asked`: questions with their `parameters`. Returns the expected answers of each, in a form that `answerOf` gives, too. */
export function scanForTruth(lines, asked) {
  const tallies = asked.map((question) => ({ question, all: question.parameters.map(() => createTally(question)) }));
  for (const line of lines) {
    const facts = factsOf(line);
    for (const { question, all } of tallies)
      question.parameters.forEach((parameters, k) => {
        if (question.matches(parameters, facts)) all[k].add(facts);
      });
  }
  return tallies.map(({ all }) => all.map((tally) => tally.result()));
}

function createTally(question) {
  if (question.kind === 'page') return pageTally(question);
  let count = 0;
  const counts = new Map();
  return {
    add: (facts) => {
      count += 1;
      if (question.kind === 'tally') for (const key of question.keys(facts)) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    result: () => (question.kind === 'count' ? count : Object.fromEntries(counts)),
  };
}

/** The stage timestamps of the page, in order. */
function pageTally({ limit, order }) {
  let times = [];
  const cut = () => {
    times.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    if (order === 'desc') times.reverse();
    times = times.slice(0, limit);
  };
  return {
    add: ({ time }) => {
      times.push(time);
      if (times.length > limit * 8 + 100) cut();
    },
    result: () => {
      cut();
      return times;
    },
  };
}

/** Whether the product's answer is the expected one. */
export function isRight(question, answer, expected) {
  if (question.kind === 'count') return answer.count === expected;
  if (question.kind === 'page') return JSON.stringify(answer.events.map(({ event }) => event.stageTimestamp)) === JSON.stringify(expected);
  const pairs = pairsOf(question.path, answer);
  return pairs.length > 0 === Object.keys(expected).length > 0 && pairs.every(([key, count]) => expected[key] === count);
}

function pairsOf(path, answer) {
  if (path === 'top') return answer.rows.map(({ values, count }) => [values[0], count]);
  if (path === 'facets') return Object.entries(answer.facets).flatMap(([field, { values }]) => values.map(({ value, count }) => [`${field} ${value}`, count]));
  return answer.buckets.flatMap(({ start, counts }) => Object.entries(counts).map(([value, count]) => [`${start.slice(0, 16)} ${value}`, count]));
}
