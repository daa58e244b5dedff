// Who this agent is: its key, made here and never sent, and what the server calls it. Kept in one file of its state folder.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { proofOf, type AgentEntry, type EnrolRequest } from '../agents/agents.ts';
import { makeKey, proveKey } from '../agents/signed-request.ts';
import { makeFolder, readIfThere, writeDurably } from '../static-pod/node-files.ts';

export interface Identity {
  readonly id: string;
  readonly cluster: string;
  readonly node: string;
  readonly server: string;
  readonly privateKey: string;
  readonly keyExpiresAt: number;
  /** A key that was sent to take the place of this one: whether the server has it is not known yet. */
  readonly nextKey: string | null;
}

/** A request to the server, answered with its JSON. Throws AppError with the server's words where it refuses. */
export type Ask = <T>(place: string, body: object) => Promise<T>;

const identityFile = (state: string): string => path.join(state, 'identity.json');
const pendingFile = (state: string): string => path.join(state, 'enrolment-key.json');

/** Null where this agent was never enrolled. */
export function loadIdentity(state: string): Identity | null {
  const text = readIfThere(identityFile(state))?.toString('utf8');
  return text === undefined ? null : (JSON.parse(text) as Identity);
}

export function saveIdentity(state: string, identity: Identity): void {
  writeDurably(identityFile(state), `${JSON.stringify(identity, null, 2)}\n`, { mode: 0o600 });
}

/** Lets this node in. The key is on disk before the token is used, so that a lost answer can be asked for again. */
export async function enrolNode(state: string, server: string, request: Pick<EnrolRequest, 'token' | 'node'>, ask: Ask): Promise<Identity> {
  makeFolder(state);
  const known = readIfThere(pendingFile(state))?.toString('utf8');
  const pending = known === undefined ? makeKey() : (JSON.parse(known) as ReturnType<typeof makeKey>);
  if (known === undefined) writeDurably(pendingFile(state), JSON.stringify(pending), { mode: 0o600 });
  const proof = proveKey(pending.privateKey, proofOf.enrolment(request.token, request.node));
  const entry = await ask<EnrolledAgent>('/api/v1/agents/enrol', { ...request, publicKey: pending.publicKey, proof });
  const identity = {
    id: entry.id,
    cluster: entry.cluster,
    node: entry.node,
    server,
    privateKey: pending.privateKey,
    keyExpiresAt: Date.parse(entry.keyExpiresAt),
    nextKey: null,
  };
  saveIdentity(state, identity);
  rmSync(pendingFile(state), { force: true });
  return identity;
}

export type EnrolledAgent = Pick<AgentEntry, 'id' | 'cluster' | 'node'> & { readonly keyExpiresAt: string };

export function agentPath({ cluster, id }: Pick<Identity, 'cluster' | 'id'>): string {
  return `/api/v1/clusters/${encodeURIComponent(cluster)}/agents/${id}`;
}
