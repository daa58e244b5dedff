// The one table of settings: flags, environment, keys of the configuration file, defaults and the sentence that explains each.

export type SettingKind = 'text' | 'number' | 'address' | 'url';

export interface Setting {
  /** Key in the configuration file; the flag is the same in kebab-case. */
  readonly key: string;
  readonly env: string;
  readonly kind: SettingKind;
  readonly default: string | number | null;
  /** Secrets have no flag: command lines are visible to other users. */
  readonly isSecret?: true;
  readonly sentence: string;
}

export const settings = [
  { key: 'data', env: 'CLUSTER_AUDIT_DATA', kind: 'text', default: './data', sentence: 'Folder of everything that is kept; used by one server at a time.' },
  { key: 'listen', env: 'CLUSTER_AUDIT_LISTEN', kind: 'address', default: '127.0.0.1:8080', sentence: 'HOST:PORT to listen on; port 0 takes a free one.' },
  {
    key: 'tlsCert',
    env: 'CLUSTER_AUDIT_TLS_CERT',
    kind: 'text',
    default: null,
    sentence: 'PEM file of the certificate (and its chain): the server speaks https then. Read again when it changes.',
  },
  { key: 'tlsKey', env: 'CLUSTER_AUDIT_TLS_KEY', kind: 'text', default: null, sentence: 'PEM file of its key.' },
  {
    key: 'tlsClientCa',
    env: 'CLUSTER_AUDIT_TLS_CLIENT_CA',
    kind: 'text',
    default: null,
    sentence: 'PEM file of the authority whose client certificates may send events: each for the cluster NAME that its organisation O=cluster:NAME names.',
  },
  {
    key: 'maxConnections',
    env: 'CLUSTER_AUDIT_MAX_CONNECTIONS',
    kind: 'number',
    default: 4000,
    sentence: 'Connections at one time; more are closed at once.',
  },
  {
    key: 'engineUrl',
    env: 'CLUSTER_AUDIT_ENGINE_URL',
    kind: 'url',
    default: null,
    sentence: 'A ClickHouse server instead of the embedded engine: http://USER:PASSWORD@HOST:8123.',
  },
  {
    key: 'publicUrl',
    env: 'CLUSTER_AUDIT_PUBLIC_URL',
    kind: 'url',
    default: null,
    sentence: 'The address that API servers and browsers reach this server by; without it, the address that each request used.',
  },
  {
    key: 'engineMemoryMb',
    env: 'CLUSTER_AUDIT_ENGINE_MEMORY_MB',
    kind: 'number',
    default: 640,
    sentence: 'Memory cap of the embedded engine, MB; its process may take 1.7 times that for moments.',
  },
  {
    key: 'maxBodyMb',
    env: 'CLUSTER_AUDIT_MAX_BODY_MB',
    kind: 'number',
    default: 1024,
    sentence: 'Largest body that ingest takes, MB; large ones are never held in memory.',
  },
  {
    key: 'maxEventMb',
    env: 'CLUSTER_AUDIT_MAX_EVENT_MB',
    kind: 'number',
    default: 64,
    sentence: 'Largest single event, MB; a larger one goes to quarantine, and the rest of its body is taken.',
  },
  {
    key: 'spoolMb',
    env: 'CLUSTER_AUDIT_SPOOL_MB',
    kind: 'number',
    default: 10_240,
    sentence: 'How much may wait in the spool while the engine is away, MB; past it senders are told to come back.',
  },
  {
    key: 'diskReserveMb',
    env: 'CLUSTER_AUDIT_DISK_RESERVE_MB',
    kind: 'number',
    default: 512,
    sentence:
      'How much of the disk of the data folder is left free, MB; with less, senders are told to come back. What was taken by then is stored down to three quarters of it (at most 1 GB).',
  },
  {
    key: 'quarantineMb',
    env: 'CLUSTER_AUDIT_QUARANTINE_MB',
    kind: 'number',
    default: 1024,
    sentence: 'How much the quarantine may hold, MB; past it only the first bytes, size and digest of what comes are kept.',
  },
  { key: 'searchSeconds', env: 'CLUSTER_AUDIT_SEARCH_SECONDS', kind: 'number', default: 60, sentence: 'How long one search may take, seconds.' },
  {
    key: 'searchConcurrency',
    env: 'CLUSTER_AUDIT_SEARCH_CONCURRENCY',
    kind: 'number',
    default: 8,
    sentence: 'Searches of one caller that run at one time; some more wait, and the rest are told to come back.',
  },
  {
    key: 'adminToken',
    env: 'CLUSTER_AUDIT_ADMIN_TOKEN',
    kind: 'text',
    default: null,
    isSecret: true,
    sentence: 'The admin bearer token; without it one is made at the first start and shown once.',
  },
] as const satisfies readonly Setting[];

export type SettingKey = (typeof settings)[number]['key'];

/** `engineUrl` as a flag: `--engine-url`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
