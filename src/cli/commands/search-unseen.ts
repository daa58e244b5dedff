// Under an answer without events: why there may be none, on stderr.
import type { HidingRule, UnseenAnswer, UnseenReason } from '../../api/contract/unseen.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ServerOptions } from '../main.ts';
import { visible } from '../print/visible.ts';
import { callJson } from '../server-client.ts';

/** Says nothing where the server cannot tell: the answer itself was given. */
export async function tellUnseen(options: ServerOptions, asked: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { q, from, to, cluster, topic } = asked;
  try {
    const answer = await callJson<UnseenAnswer>(options, { path: '/api/v1/unseen', query: { q, from, to, cluster, topic } });
    process.stderr.write(
      visible(
        sentencesOf(answer)
          .map((line) => `  ${line}\n`)
          .join(''),
      ),
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

export function sentencesOf({ isImpossible, never, clusters, moreClusters, relaxed }: UnseenAnswer): readonly string[] {
  return [
    ...(isImpossible ? ['the query contradicts itself: no event can match it'] : []),
    ...never.map((part) => nevers[part]),
    ...relaxed.map(({ without, text, count }) => `without ${without === 'term' ? text : others[without]}: ${events(count)}`),
    ...clusters.flatMap(({ cluster, reasons }) => reasons.flatMap((reason) => sentenceOf(reason, cluster)).map((text) => `${cluster}: ${text}`)),
    ...(moreClusters > 0 ? [`${moreClusters} more clusters were not looked at; name one with --cluster`] : []),
  ];
}

const others = { range: 'the time range', cluster: 'the clusters named' } as const;

const nevers = {
  requestObject: 'such requests send no body, so there is no requestObject',
  responseObject: 'such requests are answered without a body, so there is no responseObject',
  stage: 'at this stage an event holds nothing of what is asked for',
} as const;

function sentenceOf(reason: UnseenReason, cluster: string): readonly string[] {
  switch (reason.why) {
    case 'disabled':
      return ['Cluster Audit is not enabled'];
    case 'nothing_sent':
      return ['no event was ever stored'];
    case 'after_last':
      return [`nothing came after ${reason.newest}`];
    case 'before_first':
      return [`the oldest event is of ${reason.oldest}`];
    case 'retention':
      return [`topic ${reason.topic} keeps ${reason.retentionDays} days: events before ${reason.removedBefore} are removed`];
    case 'gap':
      return [`${range(reason.atLeast, reason.atMost)} events from ${reason.from} to ${reason.to} were recorded and are not here`];
    case 'not_counted':
      return ['nobody can say whether events are missing: no API server tells how many it recorded'];
    case 'policy_unknown':
      return [`the policy of its API servers is not known; tell it: cluster-audit policy installed ${cluster} FILE`];
    case 'policy':
      return policySentences(reason);
  }
}

function policySentences({ by, topic, version, verdict, rules, moreRules }: Extract<UnseenReason, { why: 'policy' }>): readonly string[] {
  const name = by === 'arrival' ? `the policy of topic ${topic} (version ${version}, on arrival)` : `the policy of its API servers (version ${version})`;
  if (verdict === 'none') return [`${name} is not known to hide such requests`];
  const head = { all: 'hides all of them', usual: "hides all of Kubernetes' own resources of these names, without subresources", some: 'may hide some' }[
    verdict
  ];
  return [`${name} ${head}`, ...rules.map((rule) => `  ${ruleSentence(rule)}`), ...(moreRules > 0 ? [`  and ${moreRules} more rules`] : [])];
}

function ruleSentence({ rule, line, takes, hides, level, omitStages }: HidingRule): string {
  const name = rule === null ? 'no rule matches' : `rule ${rule}${line === null ? '' : ` in line ${line}`}`;
  const whom = { all: 'such requests', rest: 'the others', some: 'some of them, perhaps' }[takes];
  const what = {
    dropped: `records nothing of ${whom}`,
    level: `records ${whom} at level ${level}, which is less than what is asked for`,
    stage: `leaves out ${omitStages.join(', ')} of ${whom}`,
    body: `records ${whom} at level ${level}: a word that stands in a body is not found`,
  }[hides];
  return rule === null ? `${name}: it ${what}` : `${name} ${what}`;
}

function range(atLeast: number, atMost: number): string {
  return atLeast === atMost ? atLeast.toLocaleString('en') : `${atLeast.toLocaleString('en')} to ${atMost.toLocaleString('en')}`;
}

function events(count: number): string {
  return count === 1 ? '1 event' : `${count.toLocaleString('en')} events`;
}
