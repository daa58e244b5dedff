// A policy from choices: how much to record of reads, changes, secrets, the system's own components and health checks.
import type { Level } from '../audit/vocabulary.ts';
import type { Draft, DraftRule } from './draft.ts';
import { knownGroups, sensitiveAtMetadata } from './presets/building-blocks.ts';

/** The choices, each with the levels that make sense for it; the first is the default. */
export const choices = {
  writes: { title: 'Changes (create, update, patch, delete)', levels: ['RequestResponse', 'Request', 'Metadata'] },
  customWrites: { title: 'Changes of custom resources, which may hold secrets', levels: ['Metadata', 'Request', 'RequestResponse'] },
  reads: { title: 'Reading (get, list, watch)', levels: ['Metadata', 'None', 'RequestResponse'] },
  secrets: { title: 'Secrets, configmaps and tokens', levels: ['Metadata', 'None', 'Request', 'RequestResponse'] },
  components: { title: 'Leases and status reports of nodes and the control plane', levels: ['None', 'Metadata', 'Request'] },
  events: { title: 'Events that components write', levels: ['None', 'Metadata', 'Request'] },
  health: { title: 'Health checks, metrics and discovery', levels: ['None', 'Metadata'] },
} as const satisfies Record<string, { title: string; levels: readonly Level[] }>;

export type ChoiceName = keyof typeof choices;

export interface PolicyChoices extends Readonly<Record<ChoiceName, Level>> {
  /** Keeps the stage RequestReceived: a request is on record even if the API server dies over it; about twice as many events. */
  readonly keepRequestReceived: boolean;
  readonly omitManagedFields: boolean;
}

export const defaultChoices: PolicyChoices = {
  ...(Object.fromEntries(Object.entries(choices).map(([name, { levels }]) => [name, levels[0]])) as Record<ChoiceName, Level>),
  keepRequestReceived: false,
  omitManagedFields: false,
};

/** The draft of these choices: first match wins, so the narrow rules come first, and a catch-all closes it. */
export function buildDraft(chosen: PolicyChoices): Draft {
  return {
    sentence: `Made from choices: ${Object.keys(choices)
      .map((name) => `${name} ${chosen[name as ChoiceName]}`)
      .join(', ')}.`,
    ...(chosen.keepRequestReceived ? {} : { omitStages: ['RequestReceived'] }),
    ...(chosen.omitManagedFields ? { omitManagedFields: true } : {}),
    rules: [...quietRules(chosen), { ...sensitiveAtMetadata, level: chosen.secrets, sentence: choices.secrets.title }, ...bodyRules(chosen)],
  };
}

function quietRules({ health, components, events }: PolicyChoices): DraftRule[] {
  const reportVerbs = ['get', 'update', 'patch'];
  return [
    { sentence: 'Health checks and metrics.', level: health, nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/metrics*', '/openapi/*'] },
    {
      sentence: 'Discovery by clients that are logged in; failed logins to these paths stay recorded.',
      level: health,
      userGroups: ['system:authenticated'],
      nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*'],
    },
    {
      sentence: 'Leases and status reports of nodes.',
      level: components,
      userGroups: ['system:nodes'],
      verbs: reportVerbs,
      resources: [
        { group: '', resources: ['nodes', 'nodes/status', 'pods/status'] },
        { group: 'coordination.k8s.io', resources: ['leases'] },
      ],
    },
    {
      sentence: 'Leader election of the control plane.',
      level: components,
      users: ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'],
      verbs: reportVerbs,
      resources: [
        { group: '', resources: ['endpoints'] },
        { group: 'coordination.k8s.io', resources: ['leases'] },
      ],
    },
    {
      sentence: 'Events that components write.',
      level: events,
      resources: [
        { group: '', resources: ['events'] },
        { group: 'events.k8s.io', resources: ['events'] },
      ],
    },
  ];
}

function bodyRules({ reads, writes, customWrites }: PolicyChoices): DraftRule[] {
  const reading: DraftRule = { sentence: 'Reading of resources.', level: reads, verbs: ['get', 'list', 'watch'], resources: [] };
  return [
    // With users in any group named, failed logins fall through to the catch-all.
    { ...reading, userGroups: ['system:authenticated', 'system:unauthenticated'] },
    {
      sentence: 'Changes of the resources that Kubernetes brings.',
      level: writes,
      verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
      resources: knownGroups,
    },
    { sentence: 'Everything else: custom resources, and failed logins.', level: customWrites },
  ];
}
