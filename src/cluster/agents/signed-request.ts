// How an agent proves who it is: each request is signed by the key that never leaves its node, over method, address, time and the digest of the body.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify, type KeyObject } from 'node:crypto';

/** What a request claims, once its signature holds. */
export interface Claim {
  readonly agent: string;
  /** The agent's clock, ms. */
  readonly at: number;
  /** Never the same twice. */
  readonly nonce: string;
  /** SHA-256 of the body before it was packed, in hex; of nothing where there is none. */
  readonly digest: string;
}

export interface SignedParts {
  readonly method: string;
  /** Path and query as the API knows them, without what a proxy puts before them. */
  readonly path: string;
}

/** An agent's credential where others send a token. */
export const agentPrefix = 'ca_agent_';
const context = 'cluster-audit agent request 1';
const maxCredential = 1024;

export function digestOf(body: Uint8Array | string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** What goes behind `Authorization: Bearer`. */
export function signRequest(key: KeyObject, { method, path }: SignedParts, claim: Omit<Claim, 'nonce'>): string {
  const payload = Buffer.from(JSON.stringify({ ...claim, nonce: randomBytes(12).toString('base64url') })).toString('base64url');
  return `${agentPrefix}${payload}.${sign(null, signedText({ method, path }, payload), key).toString('base64url')}`;
}

/** The claim of a credential, not yet believed; null where it is none. */
export function readClaim(credential: string): Claim | null {
  if (!credential.startsWith(agentPrefix) || credential.length > maxCredential) return null;
  const [payload] = credential.slice(agentPrefix.length).split('.');
  try {
    const { agent, at, nonce, digest } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Partial<Claim>;
    const isWhole = typeof agent === 'string' && Number.isFinite(at) && typeof nonce === 'string' && typeof digest === 'string';
    return isWhole ? { agent, at: at!, nonce, digest } : null;
  } catch {
    return null;
  }
}

/** Whether the credential was made for this request by the owner of the key. */
export function isSignedBy(publicKey: string, credential: string, parts: SignedParts): boolean {
  const [payload, signature = ''] = credential.slice(agentPrefix.length).split('.');
  return isSignature(publicKey, signedText(parts, payload), signature);
}

/** A new key of an agent: the private half as PEM for its own disk, the public one as it is sent. */
export function makeKey(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
  };
}

/** Proof that whoever brings a public key holds its other half, bound to what it is brought for. */
export function proveKey(privateKey: string, purpose: string): string {
  return sign(null, proofText(purpose), createPrivateKey(privateKey)).toString('base64url');
}

export function isProof(publicKey: string, purpose: string, proof: string): boolean {
  return isSignature(publicKey, proofText(purpose), proof);
}

function isSignature(publicKey: string, text: Buffer, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, text, key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

function signedText({ method, path }: SignedParts, payload: string): Buffer {
  return Buffer.from(`${context}\n${method}\n${path}\n${payload}`);
}

function proofText(purpose: string): Buffer {
  return Buffer.from(`cluster-audit agent key 1\n${purpose}`);
}
