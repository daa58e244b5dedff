// Who is asking: the admin token, the sessions it opens for the console, and sign-in links that work once.

/** Who a request is made by. Roles and users will be further kinds. */
export interface Principal {
  readonly kind: 'admin';
}

/** A session as it is opened: `secret` goes into the cookie and only its hash is kept. */
export interface NewSession {
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface Session {
  readonly principal: Principal;
  /** Milliseconds since the epoch; moves on with use, so the cookie is to be set anew when it has moved. */
  readonly expiresAt: number;
}

export interface SignInLink {
  readonly code: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** All methods are synchronous and compare by hash in constant time. */
export interface Access {
  /** The admin token made at this start, to be shown once; null when one was given or made before. */
  readonly newAdminToken: string | null;
  /** Whose token this is, or null. Ingest tokens are none of these. */
  authenticateBearer(token: string): Principal | null;
  /** Opens a session, or null for a wrong token. Throws AppError `busy` with retryAfter after ten failures in a minute, right token or not. */
  signIn(token: string): NewSession | null;
  /** A code that opens one session within ten minutes, in this process. */
  makeLink(): SignInLink;
  /** Opens a session, or null for a code that is unknown, used or expired. */
  redeemLink(code: string): NewSession | null;
  /** The session of a cookie's secret, prolonged by its use, or null. */
  authenticateSession(secret: string): Session | null;
  /** Ends a session; nothing happens when there is none. */
  signOut(secret: string): void;
}
