// English texts of the first page.
import { numberFormat } from './number-format.ts';

const number = numberFormat('en');

export const enStart = {
  title: 'Start',
  heading: 'What do you want to know?',
  box: 'Ask',
  placeholder: 'who deleted deployment shop/web?  ·  an object, user, address, audit ID, kubectl command or URL',
  submit: 'Ask',
  looking: 'Looking…',
  answer: 'Answer',
  examples: 'Questions this store can answer',
  canTake: 'What the box takes',
  samples: ['who deleted deployment shop/web?', 'who was refused today', 'kubectl delete pod web-1 -n shop', '10.0.0.0/8'] as readonly string[],
  /** Questions as the box takes them. */
  asked: {
    deleted: (object: string) => `who deleted ${object}?`,
    created: (object: string) => `who created ${object}?`,
    changed: (object: string) => `who changed ${object}?`,
    user: (name: string) => `what did ${name} do?`,
    address: (address: string) => `what came from ${address}?`,
  },
  proof: { time: 'Time', from: 'From', verb: 'Verb', code: 'Code', cluster: 'Cluster' },
  openEvent: 'Open the event',
  followed: 'What followed within five minutes',
  before: 'Before that',
  all: 'See all of them in Explore',
  allOf: (count: number) => (count === 1 ? 'See the one event in Explore' : `See all ${number.format(count)} events in Explore`),
  none: 'No stored event answers this',
  noneText: 'That alone does not say that it never happened. This is what was looked for:',
  toExplore: 'Change the query in Explore',
  clusters: 'Clusters',
  lastEvent: 'Last event',
  noCluster: 'There is no cluster yet.',
  addCluster: 'Add a cluster',
  moreClusters: (count: number) => (count === 1 ? '1 more cluster' : `${number.format(count)} more clusters`),
};
