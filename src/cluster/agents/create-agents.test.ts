import { createPrivateKey } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { openControlDatabase, type ControlDatabase } from '../../store/control/control-database.ts';
import { createRegistry } from '../create-registry.ts';
import { proofOf, type AgentEntry, type Agents } from './agents.ts';
import { createAgents } from './create-agents.ts';
import { digestOf, makeKey, proveKey, signRequest } from './signed-request.ts';

let time: number;
let database: ControlDatabase;
let agents: Agents;
const key = makeKey();
const request = { method: 'POST', path: '/api/v1/x?y=1' };

beforeEach(() => {
  time = 1_700_000_000_000;
  database = openControlDatabase({ path: ':memory:', now: () => time });
  createRegistry({ database, now: () => time }).putCluster('c', { region: 'r' });
  agents = createAgents({ database, now: () => time });
});

function enrol(token: string, node = 'm1', pair = key): AgentEntry {
  return agents.enrol({ token, node, publicKey: pair.publicKey, proof: proveKey(pair.privateKey, proofOf.enrolment(token, node)) });
}

function credential(agent: string, more: { at?: number; path?: string; pair?: typeof key } = {}): string {
  const { at = time, path = request.path, pair = key } = more;
  return signRequest(createPrivateKey(pair.privateKey), { method: 'POST', path }, { agent, at, digest: digestOf('body') });
}

it('a token lets one agent in, once, within its hour; only its hash is kept', () => {
  const { token, expiresAt } = agents.makeEnrolment('c', null);
  expect(token).toMatch(/^ca_enrol_[A-Za-z0-9_-]{43}$/);
  expect(JSON.stringify(database.all('select * from agent_enrolments'))).not.toContain(token.slice(9));
  const entry = enrol(token);
  expect(entry).toMatchObject({ cluster: 'c', node: 'm1', report: null });
  expect(enrol(token), 'the same key again').toEqual(entry);
  expect(() => enrol(token, 'm1', makeKey())).toThrow(/does not count/);
  expect(() => enrol(token, 'm2', makeKey())).toThrow(/does not count/);
  expect(() => enrol('ca_enrol_guess')).toThrow(/does not count/);
  const late = agents.makeEnrolment('c', null).token;
  time = expiresAt;
  expect(() => enrol(late, 'm3', makeKey())).toThrow(/does not count/);
});

it('a key must be proved, and the proof is bound to token and node', () => {
  const { token } = agents.makeEnrolment('c', null);
  const proof = proveKey(key.privateKey, proofOf.enrolment(token, 'other'));
  expect(() => agents.enrol({ token, node: 'm1', publicKey: key.publicKey, proof })).toThrow(/not proved/);
  expect(() => agents.enrol({ token, node: 'm1', publicKey: 'rubbish', proof })).toThrow(/not proved/);
});

it('a node that has an agent gets another only by a token that names it, and the old one is nobody then', () => {
  const first = enrol(agents.makeEnrolment('c', null).token);
  const other = makeKey();
  expect(() => enrol(agents.makeEnrolment('c', null).token, 'm1', other)).toThrow(/has an agent on m1 already/);
  expect(() => enrol(agents.makeEnrolment('c', 'm2').token, 'm1', other)).toThrow(/for the node m2/);
  const second = enrol(agents.makeEnrolment('c', 'm1').token, 'm1', other);
  expect(agents.list('c')).toEqual([second]);
  expect(() => agents.verify(credential(first.id), request)).toThrow(/does not count/);
});

it('a request counts for its own method, address and time, once, and until the agent is revoked', () => {
  const { id } = enrol(agents.makeEnrolment('c', null).token);
  const good = credential(id);
  expect(agents.verify(good, request)).toEqual({ id, cluster: 'c', node: 'm1', digest: digestOf('body') });
  expect(() => agents.verify(good, request)).toThrow(/made before/);
  expect(() => agents.verify(credential(id), { ...request, method: 'GET' })).toThrow(/does not count/);
  expect(() => agents.verify(credential(id, { path: '/other' }), request)).toThrow(/does not count/);
  expect(() => agents.verify(credential(id, { pair: makeKey() }), request)).toThrow(/does not count/);
  expect(() => agents.verify(credential(id, { at: time - 61_000 }), request)).toThrow(expect.objectContaining({ extra: { serverTime: time } }));
  expect(() => agents.verify(credential(id, { at: time + 61_000 }), request)).toThrow(/too old/);
  expect(() => agents.verify(`${good.slice(0, -4)}AAAA`, request)).toThrow(/does not count/);
  for (const guess of ['ca_agent_', 'ca_agent_.', 'ca_agent_e30.x', `ca_agent_${'x'.repeat(5000)}`])
    expect(() => agents.verify(guess, request)).toThrow(/does not count/);

  // After a restart it is known still; what it last told too.
  agents = createAgents({ database, now: () => time });
  expect(agents.verify(credential(id), request).id).toBe(id);
  agents.revoke('c', id);
  expect(() => agents.verify(credential(id), request)).toThrow(/does not count/);
  expect(() => agents.revoke('c', id)).toThrow(/has no agent/);
});

it('a key is renewed by its proof, and ends otherwise', () => {
  const { id, keyExpiresAt } = enrol(agents.makeEnrolment('c', null).token);
  const next = makeKey();
  expect(() => agents.renew(id, { publicKey: next.publicKey, proof: proveKey(key.privateKey, proofOf.renewal(id)) })).toThrow(/not proved/);
  time = keyExpiresAt - 1000;
  const renewed = agents.renew(id, { publicKey: next.publicKey, proof: proveKey(next.privateKey, proofOf.renewal(id)) });
  expect(renewed.keyExpiresAt).toBeGreaterThan(keyExpiresAt);
  expect(() => agents.verify(credential(id), request)).toThrow(/does not count/);
  expect(agents.verify(credential(id, { pair: next }), request).id).toBe(id);
  time = renewed.keyExpiresAt;
  expect(() => agents.verify(credential(id, { pair: next }), request)).toThrow(/has ended/);
});
