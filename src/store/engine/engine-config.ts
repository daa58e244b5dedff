// The embedded engine's configuration: small pools, a memory cap, a secret header, one user with exactly the grants that the store needs.
import { createHash } from 'node:crypto';

export interface EngineSecrets {
  /** Value of the header without which every request but /ping is a 404. */
  readonly key: string;
  readonly password: string;
}

export const keyHeader = 'X-Audit-Key';
export const engineUser = 'audit';

const megabyte = 1024 * 1024;

/** Server settings. `memoryMb` caps the engine's own accounting; its process needs about 1.7 times that at the worst. */
export function serverConfig(options: {
  readonly memoryMb: number;
  readonly secrets: EngineSecrets;
  readonly usersFile: string;
  readonly logFile: string;
}): string {
  const merges = Math.max(1, Math.floor(options.memoryMb / 4)) * megabyte;
  return xml('clickhouse', {
    // This engine obeys the root key alone; at its own default it would write every request, and stack traces, to the log.
    'log-level': 'error',
    logger: { level: 'error', log: options.logFile, size: '5M', count: 1 },
    max_server_memory_usage: options.memoryMb * megabyte,
    mark_cache_size: 64 * megabyte,
    primary_index_cache_size: 32 * megabyte,
    uncompressed_cache_size: 0,
    // Conditions hold the newest arrival, so they are hardly ever asked twice.
    query_condition_cache_size: 0,
    text_index_postings_cache_size: 0,
    text_index_header_cache_size: 16 * megabyte,
    text_index_tokens_cache_size: 16 * megabyte,
    background_pool_size: 2,
    background_schedule_pool_size: 4,
    background_common_pool_size: 2,
    background_move_pool_size: 1,
    background_fetches_pool_size: 1,
    background_message_broker_schedule_pool_size: 1,
    background_distributed_schedule_pool_size: 1,
    background_buffer_flush_schedule_pool_size: 1,
    max_concurrent_queries: 64,
    merge_tree: {
      number_of_free_entries_in_pool_to_execute_mutation: 1,
      number_of_free_entries_in_pool_to_lower_max_size_of_merge: 1,
      number_of_free_entries_in_pool_to_execute_optimize_entire_partition: 1,
      merge_max_block_size_bytes: Math.min(10 * megabyte, merges),
    },
    storage_configuration: { disks: { default: { keep_free_space_bytes: 512 * megabyte } } },
    http_handlers: [
      { rule: { url: '/ping', handler: { type: 'static', response_content: 'Ok.' } } },
      { rule: { headers: { [keyHeader]: options.secrets.key }, handler: { type: 'dynamic_query_handler', query_param_name: 'query' } } },
    ],
    users_config: options.usersFile,
  });
}

const grants = [
  'GRANT CREATE DATABASE, CREATE TABLE, DROP TABLE, SELECT, INSERT, ALTER TABLE, TRUNCATE, OPTIMIZE, CHECK, SHOW ON audit.*',
  'GRANT TABLE ENGINE ON Atomic, TABLE ENGINE ON MergeTree, TABLE ENGINE ON Null',
  'GRANT SELECT ON system.*',
  'GRANT KILL QUERY, SYSTEM MERGES ON *.*',
];

/** Users: the local session may only open the listener; the store's user may use its own database. */
export function usersConfig(options: { readonly memoryMb: number; readonly secrets: EngineSecrets }): string {
  const cap = options.memoryMb * megabyte;
  const loopback = [{ ip: '127.0.0.1' }, { ip: '::1' }];
  return xml('clickhouse', {
    profiles: {
      default: {
        max_threads: 2,
        max_insert_threads: 1,
        async_insert: 0,
        max_memory_usage: Math.floor(cap * 0.5),
        max_bytes_before_external_sort: Math.floor(cap * 0.15),
        max_bytes_before_external_group_by: Math.floor(cap * 0.15),
        cancel_http_readonly_queries_on_client_close: 1,
        http_max_uri_size: megabyte,
      },
    },
    quotas: { default: {} },
    users: {
      default: { no_password: '', networks: loopback, profile: 'default', quota: 'default', grants: [{ query: 'GRANT SYSTEM LISTEN ON *.*' }] },
      [engineUser]: {
        password_sha256_hex: createHash('sha256').update(options.secrets.password).digest('hex'),
        networks: loopback,
        profile: 'default',
        quota: 'default',
        grants: grants.map((query) => ({ query })),
      },
    },
  });
}

type Xml = string | number | { readonly [name: string]: Xml } | readonly { readonly [name: string]: Xml }[];

function xml(name: string, value: Xml): string {
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`;
  const members = Array.isArray(value) ? value.flatMap((item) => Object.entries(item as Record<string, Xml>)) : Object.entries(value as Record<string, Xml>);
  return `<${name}>${members.map(([key, item]) => xml(key, item)).join('\n')}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
