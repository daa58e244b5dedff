// Which of an event's addresses the API server saw, and which the client only claimed.

export interface Addresses {
  /** The peer of the connection; null when there is none on record. */
  readonly observed: string | null;
  /** What the client wrote into X-Forwarded-For and X-Real-Ip, in order. Anybody can write anything there. */
  readonly claimed: readonly string[];
}

/** The last of `sourceIPs` is the observed one. */
export function splitAddresses(sourceIPs: readonly string[]): Addresses {
  return { observed: sourceIPs.at(-1) ?? null, claimed: sourceIPs.slice(0, -1) };
}
