// Agents on the masters of clusters: how they are let in, who they are, and what they last told of their node.
import type { NodeReport } from '../static-pod/node-report.ts';

/** An agent's identity: one node of one cluster, by its key. */
export interface AgentIdentity {
  readonly id: string;
  readonly cluster: string;
  readonly node: string;
}

export interface AgentEntry extends AgentIdentity {
  readonly enrolledAt: number;
  /** From then on its key does not count; it renews it by itself before. */
  readonly keyExpiresAt: number;
  /** When it was last heard of, milliseconds; null = never. */
  readonly lastSeenAt: number | null;
  readonly report: NodeReport | null;
}

/** A token that lets one agent in, once. */
export interface Enrolment {
  readonly token: string;
  readonly expiresAt: number;
}

export interface EnrolRequest {
  readonly token: string;
  readonly node: string;
  readonly publicKey: string;
  /** That it holds the other half of the key. */
  readonly proof: string;
}

export interface VerifiedAgent extends AgentIdentity {
  /** What the body must hash to. */
  readonly digest: string;
}

/** All methods are synchronous; an acknowledged change survives kill -9. What a caller can cause is an AppError. */
export interface Agents {
  /** `node`: the token is for this node alone, and may replace its agent. */
  makeEnrolment(cluster: string, node: string | null): Enrolment;
  /** Uses a token up. The same token with the same key again gets the same answer: an answer may have been lost. */
  enrol(request: EnrolRequest): AgentEntry;
  list(cluster: string): readonly AgentEntry[];
  /** Null where the cluster has no such agent. */
  get(cluster: string, id: string): AgentEntry | null;
  /** Who made this request. Throws `unauthenticated` where the credential does not count. */
  verify(credential: string, request: { readonly method: string; readonly path: string }): VerifiedAgent;
  noteReport(id: string, report: NodeReport): void;
  /** A new key in place of the old one, from now on. */
  renew(id: string, key: { readonly publicKey: string; readonly proof: string }): AgentEntry;
  /** From now on it is nobody. Throws `not_found`. */
  revoke(cluster: string, id: string): void;
}

/** An agent that has not been heard of for so long is away. */
export const awayMs = 90_000;

/** Purposes of proofs: what a key is brought for stands in what is signed. */
export const proofOf = {
  enrolment: (token: string, node: string): string => `enrol\n${node}\n${token}`,
  renewal: (id: string): string => `renew\n${id}`,
} as const;
