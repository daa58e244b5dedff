// The embedded engine's configuration: small pools, a memory cap, a secret header, one user with exactly the grants that the store needs.
import { createHash } from 'node:crypto';

export interface EngineSecrets {
  /** Value of the header without which every request but /ping is a 404. */
  readonly key: string;
  readonly password: string;
  /** Of the user that runs SQL that people write. */
  readonly sqlPassword: string;
}

export const keyHeader = 'X-Audit-Key';
export const engineUser = 'audit';
export const sqlUser = 'sql';

const megabyte = 1024 * 1024;

/** Server settings. `memoryMb` caps the engine's own accounting; its process needs about 1.7 times that at the worst. */
export function serverConfig(options: {
  readonly memoryMb: number;
  /** Bytes of the disk that are left free. */
  readonly keepFreeBytes: number;
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
    storage_configuration: { disks: { default: { keep_free_space_bytes: options.keepFreeBytes } } },
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

/**
 * Rows that are read at a time. Where few rows pass, the engine reads as many as it may at once, with their bodies: of its usual
 * 65,409 rows these alone are more than a statement may hold.
 */
const rowsOfBlock = 4096;

/** Of its usual gigabyte free for each thread, a small engine has one: every question ran on one core. */
const memoryOfThread = 128 * megabyte;

/** Limits of one statement of the SQL user: what a statement may take before it is ended. */
export const sqlLimits = {
  max_execution_time: 10,
  max_threads: 2,
  max_result_rows: 20_000,
  max_result_bytes: 50_000_000,
  max_rows_to_read: 500_000_000,
  max_temporary_data_on_disk_size_for_user: 500_000_000,
  max_query_size: 1 << 20,
  max_ast_depth: 400,
  max_subquery_depth: 10,
  max_rows_in_join: 2_000_000,
  function_range_max_elements_in_block: 1_000_000,
  // 0 would be no limit.
  function_sleep_max_microseconds_per_block: 1,
  // One result format for all: large numbers and infinities as text, times in RFC 3339.
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
  output_format_json_quote_decimals: 1,
  date_time_output_format: 'iso',
} as const;

/**
 * The profile of a user whose statements people write, behind our own parser: readonly, limited, and no way to read anything
 * but events. Each entry closes a way that was tried.
 */
function sqlProfile(cap: number): Record<string, string | number> {
  return {
    ...sqlLimits,
    max_block_size: rowsOfBlock,
    max_threads_min_free_memory_per_thread: memoryOfThread,
    allow_ddl: 0,
    allow_introspection_functions: 0,
    allow_get_client_http_header: 0,
    max_memory_usage: Math.floor(cap * 0.35),
    max_memory_usage_for_user: Math.floor(cap * 0.45),
    max_bytes_before_external_sort: Math.floor(cap * 0.1),
    max_bytes_before_external_group_by: Math.floor(cap * 0.1),
    cancel_http_readonly_queries_on_client_close: 1,
    async_insert: 0,
    // Last: nothing can be set after it.
    readonly: 1,
  };
}

/** Users: the local session may only open the listener; the store's user may use its own database, the SQL user may read events. */
export function usersConfig(options: { readonly memoryMb: number; readonly secrets: EngineSecrets }): string {
  const cap = options.memoryMb * megabyte;
  const loopback = [{ ip: '127.0.0.1' }, { ip: '::1' }];
  return xml('clickhouse', {
    profiles: {
      default: {
        max_threads: 2,
        max_threads_min_free_memory_per_thread: memoryOfThread,
        max_insert_threads: 1,
        max_block_size: rowsOfBlock,
        async_insert: 0,
        max_memory_usage: Math.floor(cap * 0.5),
        max_bytes_before_external_sort: Math.floor(cap * 0.15),
        max_bytes_before_external_group_by: Math.floor(cap * 0.15),
        cancel_http_readonly_queries_on_client_close: 1,
        http_max_uri_size: megabyte,
        // Values of a statement that travel in its body.
        http_max_field_value_size: 16 * megabyte,
      },
      sql: sqlProfile(cap),
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
      [sqlUser]: {
        password_sha256_hex: createHash('sha256').update(options.secrets.sqlPassword).digest('hex'),
        networks: loopback,
        profile: 'sql',
        quota: 'default',
        default_database: 'audit',
        grants: [{ query: 'GRANT SELECT ON audit.events' }],
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
