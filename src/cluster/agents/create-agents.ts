// Agents on the control database: let in by a token that works once, known by their keys, kept in memory because each of their requests asks.
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { AppError } from '../../lib/app-error.ts';
import type { ControlDatabase } from '../../store/control/control-database.ts';
import { hashSecret, makeSecret, type RandomBytes } from '../../store/control/secret.ts';
import { requireCluster } from '../create-inventory.ts';
import type { NodeReport } from '../static-pod/node-report.ts';
import { awayMs, proofOf, type AgentEntry, type Agents, type Enrolment, type EnrolRequest, type VerifiedAgent } from './agents.ts';
import { createNonces } from './nonces.ts';
import { isProof, isSignedBy, readClaim, type SignedParts } from './signed-request.ts';
import { statements, type AgentRow, type EnrolmentRow } from './statements.ts';

export interface AgentsOptions {
  /** This must be its only writer of agents. */
  readonly database: ControlDatabase;
  readonly now: () => number;
  /** For tests; the system's source of randomness otherwise. */
  readonly randomBytes?: RandomBytes;
}

const enrolmentPrefix = 'ca_enrol_';
const enrolmentMs = 60 * 60 * 1000;
const keyMs = 90 * 24 * 60 * 60 * 1000;
/** So far a node's clock may be off; a request counts for so long, once. */
export const clockSlackMs = 60_000;
const nodePattern = /^[a-zA-Z0-9._-]{1,120}$/;

interface Known extends AgentEntry {
  readonly publicKey: string;
}

export function createAgents(options: AgentsOptions): Agents {
  return new StoredAgents(options);
}

class StoredAgents implements Agents {
  private readonly database: ControlDatabase;
  private readonly now: () => number;
  private readonly randomBytes: RandomBytes;
  private readonly known: Map<string, Known>;
  private readonly nonces = createNonces(2 * clockSlackMs);

  constructor({ database, now, randomBytes = systemRandomBytes }: AgentsOptions) {
    this.database = database;
    this.now = now;
    this.randomBytes = randomBytes;
    this.known = new Map(database.all<AgentRow>(statements.listAllAgents).map((row) => [row.id, toKnown(row)]));
  }

  makeEnrolment(cluster: string, node: string | null): Enrolment {
    requireCluster(this.database, cluster);
    if (node !== null) requireNode(node);
    const token = makeSecret(enrolmentPrefix, this.randomBytes);
    const expiresAt = this.now() + enrolmentMs;
    this.database.run(statements.forgetEnrolments, this.now() - enrolmentMs);
    this.database.run(statements.addEnrolment, hashSecret(token), cluster, node, expiresAt);
    return { token, expiresAt };
  }

  enrol(request: EnrolRequest): AgentEntry {
    const { token, node, publicKey, proof } = request;
    requireNode(node);
    if (!isProof(publicKey, proofOf.enrolment(token, node), proof))
      throw new AppError('unauthenticated', 'The key is not proved.', { hint: 'Its owner signs the token and the name of the node.' });
    const { added, removed } = this.database.transaction(() => this.admit(request));
    if (removed !== null) this.known.delete(removed);
    this.known.set(added.id, added);
    return entryOf(added);
  }

  list(cluster: string): readonly AgentEntry[] {
    const ofCluster = [...this.known.values()].filter((agent) => agent.cluster === cluster);
    return ofCluster.sort((a, b) => (a.node < b.node ? -1 : 1)).map(entryOf);
  }

  get(cluster: string, id: string): AgentEntry | null {
    const agent = this.known.get(id);
    return agent === undefined || agent.cluster !== cluster ? null : entryOf(agent);
  }

  verify(credential: string, request: SignedParts): VerifiedAgent {
    const claim = readClaim(credential);
    const agent = claim === null ? undefined : this.known.get(claim.agent);
    if (claim === null || agent === undefined || !isSignedBy(agent.publicKey, credential, request))
      throw new AppError('unauthenticated', 'The signature of the agent does not count.', { hint: 'It may have been revoked: enrol it anew.' });
    requireInTime(claim.at, agent.keyExpiresAt, this.now());
    if (!this.nonces.isNew(`${claim.agent} ${claim.nonce}`, this.now())) throw new AppError('unauthenticated', 'This request was made before.');
    this.known.set(agent.id, { ...agent, lastSeenAt: this.now() });
    return { id: agent.id, cluster: agent.cluster, node: agent.node, digest: claim.digest };
  }

  noteReport(id: string, report: NodeReport): void {
    const agent = this.known.get(id);
    if (agent === undefined) return;
    this.database.run(statements.setReport, JSON.stringify(report), this.now(), id);
    this.known.set(id, { ...agent, report, lastSeenAt: this.now() });
  }

  renew(id: string, { publicKey, proof }: Pick<EnrolRequest, 'publicKey' | 'proof'>): AgentEntry {
    const agent = this.known.get(id);
    if (agent === undefined || !isProof(publicKey, proofOf.renewal(id), proof)) throw new AppError('unauthenticated', 'The new key is not proved.');
    const renewed = { ...agent, publicKey, keyExpiresAt: this.now() + keyMs };
    this.database.run(statements.setKey, publicKey, renewed.keyExpiresAt, id);
    this.known.set(id, renewed);
    return entryOf(renewed);
  }

  revoke(cluster: string, id: string): void {
    if (this.database.run(statements.deleteAgent, id, cluster) === 0)
      throw new AppError('not_found', `Cluster ${cluster} has no agent ${JSON.stringify(id.slice(0, 80))}.`, { hint: 'It may have been revoked already.' });
    this.known.delete(id);
  }

  /** Uses the token up; inside a transaction. */
  private admit({ token, node, publicKey }: EnrolRequest): { readonly added: Known; readonly removed: string | null } {
    const { database } = this;
    const hash = hashSecret(token);
    const [row] = database.all<EnrolmentRow>(statements.getEnrolment, hash);
    const again = row?.usedBy == null ? undefined : this.known.get(row.usedBy);
    if (again?.publicKey === publicKey && again.node === node) return { added: again, removed: null };
    const at = this.now();
    requireUsable(row, node, at);
    const before = [...this.known.values()].find((agent) => agent.cluster === row.cluster && agent.node === node);
    if (before !== undefined) this.replace(before, row);
    const id = Buffer.from(this.randomBytes(8)).toString('hex');
    if (database.run(statements.useEnrolment, id, hash) === 0) throw new AppError('unauthenticated', 'This enrolment token was used meanwhile.');
    const added = { id, cluster: row.cluster, node, publicKey, enrolledAt: at, keyExpiresAt: at + keyMs, lastSeenAt: null, report: null };
    database.run(statements.addAgent, id, row.cluster, node, publicKey, at, added.keyExpiresAt);
    return { added, removed: before?.id ?? null };
  }

  private replace(before: Known, token: EnrolmentRow): void {
    if (token.node === null)
      throw new AppError('conflict', `Cluster ${before.cluster} has an agent on ${before.node} already.`, {
        hint: 'A token that names the node replaces it; or revoke the old agent first.',
      });
    this.database.run(statements.deleteAgent, before.id, before.cluster);
  }
}

/** Whether an agent was heard of lately. */
export function isConnected({ lastSeenAt }: Pick<AgentEntry, 'lastSeenAt'>, now: number): boolean {
  return lastSeenAt !== null && now - lastSeenAt < awayMs;
}

function entryOf({ publicKey: _publicKey, ...entry }: Known): AgentEntry {
  return entry;
}

function requireUsable(token: EnrolmentRow | undefined, node: string, at: number): asserts token is EnrolmentRow {
  if (token === undefined || token.usedBy !== null || token.expiresAt <= at)
    throw new AppError('unauthenticated', 'This enrolment token does not count: it works once, for an hour.', { hint: 'Make another one.' });
  if (token.node !== null && token.node !== node)
    throw new AppError('forbidden', `This enrolment token is for the node ${token.node}.`, { hint: 'Name the node by --name, or make another token.' });
}

function requireNode(node: string): void {
  if (!nodePattern.test(node))
    throw new AppError('bad_parameter', `${JSON.stringify(node.slice(0, 120))} is no name of a node.`, {
      hint: 'Letters, digits and . _ - only, at most 120.',
    });
}

function requireInTime(at: number, keyExpiresAt: number, now: number): void {
  if (Math.abs(now - at) > clockSlackMs)
    throw new AppError('unauthenticated', 'The request is too old, or the clock of its node is wrong.', { extra: { serverTime: now } });
  if (now >= keyExpiresAt) throw new AppError('unauthenticated', 'The key of the agent has ended.', { hint: 'Enrol it anew.' });
}

function toKnown({ seenAt, report, ...row }: AgentRow): Known {
  return { ...row, lastSeenAt: seenAt, report: report === null ? null : (JSON.parse(report) as NodeReport) };
}
