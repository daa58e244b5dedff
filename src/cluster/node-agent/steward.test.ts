import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../lib/app-error.ts';
import { isSignedBy, makeKey } from '../agents/signed-request.ts';
import { enrolNode, loadIdentity, saveIdentity, type Ask, type Identity } from './identity.ts';
import { createSigner } from './signer.ts';
import { runSteward } from './steward.ts';

const now = 1_700_000_000_000;
const dayMs = 86_400_000;
let state: string;
let identity: Identity;

beforeEach(() => {
  state = mkdtempSync(path.join(tmpdir(), 'cluster-audit-steward-'));
  identity = { id: 'a'.repeat(16), cluster: 'c', node: 'm1', server: 'http://s', privateKey: makeKey().privateKey, keyExpiresAt: now + dayMs, nextKey: null };
  saveIdentity(state, identity);
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** Runs until the agent asks for orders, which is what it does last. */
async function untilOrders(answerKey: (body: { publicKey: string }) => object): Promise<{ asked: string[]; reports: object[]; credential: string }> {
  const signer = createSigner(identity, () => now);
  const asked: string[] = [];
  const reports: object[] = [];
  let reached: () => void = () => {};
  const atOrders = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const ask: Ask = async <T>(place: string, body: object): Promise<T> => {
    const what = place.split('/').at(-1)!;
    asked.push(what);
    if (what === 'key') return answerKey(body as { publicKey: string }) as T;
    if (what === 'reports') reports.push(body);
    if (what !== 'orders') return {} as T;
    reached();
    return new Promise<T>((_resolve, reject) => void setTimeout(() => reject(new Error('closed')), 200));
  };
  const steward = runSteward({
    identity,
    state,
    signer,
    ask,
    root: state,
    allowsChanges: false,
    logs: [],
    agentVersion: '1',
    lag: () => ({ unreadBytes: 0, oldestUnreadAt: null }),
    log: { info: () => {}, warn: () => {} },
    now: () => now,
  });
  await atOrders;
  await steward.close();
  return { asked, reports, credential: signer.credential({ method: 'POST', path: '/x', content: Buffer.from('') }) };
}

const renewed = { id: 'a'.repeat(16), cluster: 'c', node: 'm1', keyExpiresAt: new Date(now + 90 * dayMs).toISOString() };

it('renews a key that ends soon, signs by the new one from then on, and reports what is there', async () => {
  let publicKey = '';
  const { asked, reports, credential } = await untilOrders((body) => {
    publicKey = body.publicKey;
    return renewed;
  });
  expect(asked.slice(0, 3)).toEqual(['key', 'reports', 'orders']);
  expect(isSignedBy(publicKey, credential, { method: 'POST', path: '/x' })).toBe(true);
  expect(loadIdentity(state)).toMatchObject({ nextKey: null, keyExpiresAt: now + 90 * dayMs });
  expect(loadIdentity(state)!.privateKey).not.toBe(identity.privateKey);
  expect(reports[0]).toMatchObject({ distribution: null, allowsChanges: false, auditing: null, apiServer: { ready: false } });
});

it('finds out which key the server has where the answer to a renewal was lost', async () => {
  const nextKey = makeKey().privateKey;
  identity = { ...identity, nextKey };
  saveIdentity(state, identity);
  let tries = 0;
  await untilOrders(() => {
    tries += 1;
    if (tries === 1) throw new AppError('unauthenticated', 'The signature of the agent does not count.');
    return renewed;
  });
  expect([tries, loadIdentity(state)!.privateKey === nextKey, loadIdentity(state)!.nextKey]).toEqual([2, true, null]);
});

it('enrols with the same key again where the answer was lost, and keeps nothing of it afterwards', async () => {
  const folder = path.join(state, 'other');
  const keys: string[] = [];
  const lost: Ask = async (_place, body) => {
    keys.push((body as { publicKey: string }).publicKey);
    throw new AppError('unavailable', 'gone');
  };
  await expect(enrolNode(folder, 'http://s', { token: 't', node: 'm1' }, lost)).rejects.toThrow('gone');
  const taken: Ask = async <T>(_place: string, body: object) => {
    keys.push((body as { publicKey: string }).publicKey);
    return renewed as T;
  };
  const enrolled = await enrolNode(folder, 'http://s', { token: 't', node: 'm1' }, taken);
  expect(keys[0]).toBe(keys[1]);
  expect(loadIdentity(folder)).toEqual(enrolled);
  await enrolNode(folder, 'http://s', { token: 'another', node: 'm1' }, taken);
  expect(keys[2]).not.toBe(keys[1]);
});
