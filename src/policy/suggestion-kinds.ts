// The kinds of rules that are suggested to cut volume, and what each takes away: the one table for engine, API, CLI and console.

export const suggestionKinds = {
  arrivals: {
    title: 'Leave out the stage RequestReceived',
    why: 'Arrivals tell nothing that the last stage of the same request does not tell; only a request that never ends has none.',
  },
  component_reads: {
    title: 'Leave out reads by a component',
    why: 'Components of the cluster read all day what they look after; what people and workloads do is still recorded.',
  },
  urls: {
    title: 'Leave out URLs that are no resources',
    why: 'Health checks and discovery are asked for every few seconds by machines.',
  },
  response_bodies: {
    title: 'Leave out the response bodies',
    why: 'What was asked for is still recorded; what the object looked like afterwards is not.',
  },
  bodies: {
    title: 'Leave out both bodies',
    why: 'Who did it, when, to which object and with what result is still recorded; what it contained is not.',
  },
  component_writes: {
    title: 'Leave out routine writes by a component',
    why: 'Leases, events and status are written by components every few seconds. Writes are only left out when that is allowed.',
  },
  sensitive: {
    title: 'Leave out what attacks leave traces in',
    why: 'Secrets, exec, RBAC and failed logins are what an incident is found by. They are only left out when that is allowed.',
  },
} as const;

export type SuggestionKind = keyof typeof suggestionKinds;
