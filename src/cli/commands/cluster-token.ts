// Ingest tokens of a cluster: made, listed with their last use, removed.
import type { NewTokenAnswer, TokenList } from '../../api/contract/features.ts';
import type { ServerOptions } from '../main.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { call, callJson } from '../server-client.ts';

export interface TokenOptions extends ServerOptions {
  readonly output: string;
}

export async function addToken(cluster: string, options: TokenOptions & { note?: string }): Promise<number> {
  const json = options.note === undefined ? {} : { note: options.note };
  const made = await callJson<NewTokenAnswer>(options, { method: 'POST', path: tokensOf(cluster), json });
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(made, null, 2)}\n` : `id: ${made.id}\ntoken (shown only now): ${made.token}\n`);
  return 0;
}

export async function listTokens(cluster: string, options: TokenOptions): Promise<number> {
  const answer = await callJson<TokenList>(options, { path: tokensOf(cluster) });
  const rows = answer.tokens.map(({ id, createdAt, lastUsedAt, note }) => [id, createdAt, lastUsedAt ?? 'never', note].map(visible));
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : printColumns(['ID', 'CREATED', 'LAST USED', 'NOTE'], rows));
  return 0;
}

export async function removeToken(cluster: string, id: string, options: ServerOptions): Promise<number> {
  await call(options, { method: 'DELETE', path: `${tokensOf(cluster)}/${encodeURIComponent(id)}` });
  return 0;
}

function tokensOf(cluster: string): string {
  return `/api/v1/clusters/${encodeURIComponent(cluster)}/features/audit/tokens`;
}
