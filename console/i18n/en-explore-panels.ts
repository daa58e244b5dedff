// English texts of what stands around the list on the search page: histogram, facets, chips, pivots, live.
import { numberFormat } from './number-format.ts';

const number = numberFormat('en');

export const enExplorePanels = {
  histogram: {
    label: 'Events over time',
    role: 'histogram',
    keys: 'Events over time. Left and right mark a moment, with Shift a range; Enter narrows the time to it. Plus and minus zoom in and out.',
    hint: 'Drag = range, wheel = zoom, double click = zoom out',
    marked: (from: string, to: string, count: number) => `${from} – ${to}: ${number.format(count)}`,
    only: (family: string) => `Only ${family}; again to undo`,
    per: (interval: string) => `a bar is ${interval}`,
  },
  facets: {
    label: 'Values of the events that match',
    findField: 'Find a field',
    findValue: (field: string) => `Find in ${field}`,
    noField: 'No field of that name.',
    atLeast: (count: number) => `≥ ${number.format(count)}`,
    more: (count: number) => `${number.format(count)} more`,
    fewer: 'Fewer',
    absent: 'absent',
    include: 'Only these; again to undo. With Alt: without these',
    exclude: 'Without these',
    excludeValue: (value: string) => (value === '' ? 'Without those where it is absent' : `Without ${value.slice(0, 60)}`),
    fields: 'Fields',
    show: 'Show fields',
    hide: 'Hide fields',
  },
  live: {
    start: 'Live',
    startTitle: 'Show what arrives from now on',
    stopTitle: 'Stop showing what arrives',
    connecting: 'Connecting…',
    listening: 'Live: what arrives is shown while no request is open.',
    fresh: (count: number) => (count === 1 ? '1 new event' : `${number.format(count)} new events`),
  },
  chips: {
    label: 'Conditions of the query',
    not: 'NOT',
    include: 'Turn round: only these',
    exclude: 'Turn round: without these',
    remove: (text: string) => `Remove ${text.slice(0, 60)}`,
  },
  pivots: {
    label: 'Go on from here',
    object: 'Same object',
    actor: 'Same user',
    address: 'Same address',
    around: 'A minute before and after',
    request: 'Same audit ID',
  },
};
