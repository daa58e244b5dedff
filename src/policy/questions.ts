// The questions that operators ask of an audit log, and which recorded events answer each: what a policy must keep to answer them.
import type { Level } from '../audit/vocabulary.ts';
import type { RequestAttributes } from './policy.ts';

export interface OperatorQuestion {
  readonly id: string;
  readonly question: string;
  /** The lowest level at which an event answers it. */
  readonly level: Exclude<Level, 'None'>;
  /** Whether a request of this kind is what the question is about. */
  readonly about: (request: RequestAttributes) => boolean;
}

const writeVerbs = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
const isWrite = ({ resourceRequest, verb }: RequestAttributes): boolean => resourceRequest && writeVerbs.has(verb);
const isCore = ({ apiGroup, resource }: RequestAttributes, wanted: string): boolean => apiGroup === '' && resource === wanted;
const streams = new Set(['exec', 'attach', 'portforward', 'ephemeralcontainers']);
const isPerson = ({ user }: RequestAttributes): boolean => user !== null && (!user.startsWith('system:') || user === 'system:admin');

/** Those of the field's questions that depend on which kinds of requests are recorded, and how much of them. */
export const operatorQuestions: readonly OperatorQuestion[] = [
  { id: 'deleted', question: 'Who deleted this object?', level: 'Metadata', about: ({ verb }) => verb === 'delete' || verb === 'deletecollection' },
  { id: 'changed', question: 'What changed in this object?', level: 'Request', about: (request) => isWrite(request) && request.subresource === '' },
  {
    id: 'history',
    question: 'What did this object look like at that time?',
    level: 'RequestResponse',
    about: (request) => isWrite(request) && request.subresource === '',
  },
  {
    id: 'nodes',
    question: 'Who cordoned, drained or tainted this node?',
    level: 'Request',
    about: (request) => isWrite(request) && isCore(request, 'nodes') && isPerson(request),
  },
  {
    id: 'exec',
    question: 'Who went into this pod, with which command?',
    level: 'Metadata',
    about: ({ resource, subresource }) => resource === 'pods' && streams.has(subresource),
  },
  {
    id: 'secrets',
    question: 'Who read this secret?',
    level: 'Metadata',
    about: (request) => isCore(request, 'secrets') && ['get', 'list', 'watch'].includes(request.verb),
  },
  {
    id: 'rbac',
    question: 'Who granted these rights?',
    level: 'Request',
    about: (request) => isWrite(request) && request.apiGroup === 'rbac.authorization.k8s.io',
  },
  {
    id: 'tokens',
    question: 'Who made tokens or certificates, and for whom?',
    level: 'Metadata',
    about: (request) => isWrite(request) && (request.subresource === 'token' || request.apiGroup === 'certificates.k8s.io'),
  },
  {
    id: 'webhooks',
    question: 'Who changed a webhook or admission policy?',
    level: 'Metadata',
    about: (request) => isWrite(request) && request.apiGroup === 'admissionregistration.k8s.io',
  },
  { id: 'failed-logins', question: 'Who tries to log in and fails?', level: 'Metadata', about: ({ user }) => user === null },
  { id: 'person', question: 'What did this person do?', level: 'Metadata', about: isPerson },
  {
    id: 'account',
    question: 'What did this service account or its token do?',
    level: 'Metadata',
    about: ({ user }) => user?.startsWith('system:serviceaccount:') ?? false,
  },
  {
    id: 'scaled',
    question: 'Who scaled this?',
    level: 'Request',
    about: (request) => isWrite(request) && (request.subresource === 'scale' || request.apiGroup === 'apps'),
  },
  {
    id: 'clients',
    question: 'Which clients poll or relist?',
    level: 'Metadata',
    about: ({ resourceRequest, verb }) => resourceRequest && (verb === 'list' || verb === 'watch'),
  },
  { id: 'pod', question: 'What happened to this pod?', level: 'Metadata', about: (request) => isWrite(request) && isCore(request, 'pods') },
  { id: 'discovery', question: 'Who called URLs that are no resources?', level: 'Metadata', about: ({ resourceRequest }) => !resourceRequest },
];
