// English texts of what an answer cannot show, and why.
import type { HidingRule, UnseenAnswer } from '../query/unseen.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('en');

const events = (count: number) => (count === 1 ? '1 event' : `${number.format(count)} events`);

export const enUnseen = {
  title: 'What you cannot see',
  looking: 'Looking for what cannot be seen…',
  nothing: 'Nothing is known that would hide a match.',
  impossible: 'The query contradicts itself: no event can match it.',
  never: {
    requestObject: 'Such requests send no body: there is never a requestObject.',
    responseObject: 'Such requests are answered without a body that is recorded: there is never a responseObject.',
    stage: 'At this stage an event holds nothing of what is asked for.',
  } satisfies Record<UnseenAnswer['never'][number], string>,
  filters: 'The query itself keeps these out',
  without: 'Without',
  withoutRange: 'In all time',
  withoutCluster: 'In all clusters',
  thereAre: (count: number) => (count === 1 ? 'there is 1 event' : `there are ${number.format(count)} events`),
  disabled: 'Cluster Audit is not enabled for this cluster.',
  nothingSent: 'No event of this cluster was ever stored.',
  toFeature: 'See the feature',
  afterLast: (newest: string) => `Nothing came after ${newest}.`,
  beforeFirst: (oldest: string) => `The oldest event that is kept is of ${oldest}.`,
  retention: (topic: string, days: number, before: string) =>
    `The log topic ${topic} keeps ${days === 1 ? '1 day' : `${number.format(days)} days`}: what is older than ${before} was removed.`,
  gap: (missing: string, from: string, to: string) => `From ${from} to ${to} the API servers recorded events that are not here: ${missing}.`,
  toHealth: 'See the account',
  notCounted: 'Nobody can say whether events are missing: no API server tells how many it recorded.',
  policyUnknown: 'The policy of its API servers is not known here, so nobody can say whether it records such requests.',
  tell: 'Tell the policy',
  policyOf: {
    api_server: (version: number, _topic: string) => `The policy of its API servers (version ${version})`,
    arrival: (version: number, topic: string) => `The policy that the log topic ${topic} applies on arrival (version ${version})`,
  },
  verdict: {
    all: 'records nothing of what is asked for.',
    usual: 'records nothing of it, where Kubernetes’ own resources are meant and no subresources.',
    some: 'may hide a part of it.',
    none: 'is not known to hide any of it.',
  },
  inForce: (since: string, until: string | null) => (until === null ? `since ${since}` : `from ${since} to ${until}`),
  rule: (index: number, line: number | null) => (line === null ? `Rule ${index}` : `Rule ${index}, line ${line}`),
  noRule: 'No rule matches',
  takes: {
    dropped: { all: 'records nothing of such requests.', rest: 'records nothing of the others.', some: 'records nothing of some of them, perhaps.' },
    level: {
      all: 'records less of such requests than is asked for.',
      rest: 'records less of the others than is asked for.',
      some: 'records less of some of them, perhaps.',
    },
    stage: {
      all: 'leaves out the stages that could show it.',
      rest: 'leaves out the stages that could show the others.',
      some: 'leaves out the stages that could show some of them, perhaps.',
    },
    body: {
      all: 'records no such bodies: a word that stands in one is not found.',
      rest: 'records no such bodies of the others: a word that stands in one is not found.',
      some: 'records no such bodies of some of them, perhaps.',
    },
  } satisfies Record<HidingRule['hides'], Record<HidingRule['takes'], string>>,
  droppedSo: (count: number) => `${events(count)} not kept in this time.`,
  moreRules: (count: number) => (count === 1 ? 'and 1 more rule' : `and ${number.format(count)} more rules`),
  moreClusters: (count: number) =>
    count === 1 ? '1 more cluster was not looked at: choose it to see it.' : `${number.format(count)} more clusters were not looked at: choose one to see it.`,
  bench: {
    title: (cluster: string) => `What the API servers of ${cluster} run`,
    about: 'Put the text of --audit-policy-file here. Nothing is installed by it: empty answers can then name the rule that records less.',
    save: 'This is what they run',
    saved: (version: number) => `Known as version ${version}.`,
  },
};
