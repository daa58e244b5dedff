import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../lib/app-error.ts';
import { openControlDatabase } from '../store/control/control-database.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import type { NewSession } from './access.ts';
import { createAccess } from './create-access.ts';
import { prolongAfterMs, sessionMs } from './create-sessions.ts';
import { linkMs, maxOpenLinks } from './create-sign-in-links.ts';

let database: ControlDatabase;
let time = 0;
const now = () => time;
const adminToken = 'given-from-outside';

beforeEach(() => {
  time = 1_700_000_000_000;
  database = openControlDatabase({ path: ':memory:', now });
});
afterEach(() => database.close());

function opened(session: NewSession | null): NewSession {
  if (session === null) throw new Error('no session');
  return session;
}

test('createAccess makes an admin token at the first start and shows it once', () => {
  const first = createAccess({ database, now });
  const token = first.newAdminToken ?? '';
  expect(token).toMatch(/^ca_admin_[A-Za-z0-9_-]{43}$/);
  expect(first.authenticateBearer(token)).toEqual({ kind: 'admin' });
  const second = createAccess({ database, now });
  expect(second.newAdminToken).toBeNull();
  expect(second.authenticateBearer(token)).toEqual({ kind: 'admin' });
  expect(JSON.stringify(database.all('select * from admin_tokens'))).not.toContain(token.slice(9));
});

test('createAccess lets a token from outside hold instead of the made one, while it is given', () => {
  const made = createAccess({ database, now }).newAdminToken ?? '';
  const given = createAccess({ database, now, adminToken });
  expect(given.newAdminToken).toBeNull();
  expect(given.authenticateBearer(adminToken)).toEqual({ kind: 'admin' });
  expect(given.authenticateBearer(made)).toBeNull();
  const again = createAccess({ database, now, adminToken: '' });
  expect(again.authenticateBearer(made)).toEqual({ kind: 'admin' });
  expect(again.authenticateBearer(adminToken)).toBeNull();
});

test('createAccess refuses a token that no header could carry', () => {
  for (const bad of [' ', 'two words', 'tab\t', 'línea', 'x'.repeat(5000)]) {
    expect(() => createAccess({ database, now, adminToken: bad })).toThrow(expect.objectContaining({ code: 'bad_parameter', hint: expect.any(String) }));
  }
});

test('authenticateBearer refuses everything else', () => {
  const access = createAccess({ database, now, adminToken });
  const session = opened(access.signIn(adminToken));
  for (const guess of ['', adminToken.slice(0, -1), `${adminToken} `, session.secret, '\ud800', 'x'.repeat(10_000_000)]) {
    expect(access.authenticateBearer(guess)).toBeNull();
  }
});

test('signIn opens a session that lasts twelve hours after its last use', () => {
  const access = createAccess({ database, now, adminToken });
  const session = opened(access.signIn(adminToken));
  expect(session).toEqual({ secret: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), expiresAt: time + sessionMs });
  expect(JSON.stringify(database.all('select * from sessions'))).not.toContain(session.secret);

  time += prolongAfterMs - 1;
  expect(access.authenticateSession(session.secret)).toEqual({ principal: { kind: 'admin' }, expiresAt: session.expiresAt });
  time += sessionMs / 2;
  expect(access.authenticateSession(session.secret)?.expiresAt).toBe(time + sessionMs);
  time += sessionMs - 1;
  expect(access.authenticateSession(session.secret)).not.toBeNull();
  time += sessionMs;
  expect(access.authenticateSession(session.secret)).toBeNull();
});

test('authenticateSession writes nothing for uses shortly after each other', () => {
  const access = createAccess({ database, now, adminToken });
  const { secret } = opened(access.signIn(adminToken));
  const before = database.all('select * from sessions');
  for (let i = 0; i < 100; i += 1) {
    time += 1000;
    access.authenticateSession(secret);
  }
  expect(database.all('select * from sessions')).toEqual(before);
});

test('authenticateSession keeps a session when the disk refuses to prolong it', () => {
  const full: ControlDatabase = {
    ...database,
    run(sql, ...parameters) {
      if (sql.startsWith('update sessions')) throw new AppError('unavailable', 'disk full');
      return database.run(sql, ...parameters);
    },
  };
  const access = createAccess({ database: full, now, adminToken });
  const session = opened(access.signIn(adminToken));
  time += sessionMs / 2;
  expect(access.authenticateSession(session.secret)?.expiresAt).toBe(session.expiresAt);
});

test('authenticateSession refuses unknown secrets and the admin token', () => {
  const access = createAccess({ database, now, adminToken });
  access.signIn(adminToken);
  for (const guess of ['', adminToken, 'x'.repeat(43), 'x'.repeat(10_000_000)]) expect(access.authenticateSession(guess)).toBeNull();
});

test('signOut ends one session and no other', () => {
  const access = createAccess({ database, now, adminToken });
  const one = opened(access.signIn(adminToken));
  const two = opened(access.signIn(adminToken));
  access.signOut(one.secret);
  access.signOut('never was one');
  expect(access.authenticateSession(one.secret)).toBeNull();
  expect(access.authenticateSession(two.secret)).not.toBeNull();
});

test('sessions survive a restart, and end when another admin token is given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'access-'));
  const path = join(folder, 'control.db');
  const start = (token: string) => {
    const file = openControlDatabase({ path, now });
    return { file, access: createAccess({ database: file, now, adminToken: token }) };
  };
  const first = start(adminToken);
  const { secret } = opened(first.access.signIn(adminToken));
  first.file.close();

  const second = start(adminToken);
  expect(second.access.authenticateSession(secret)).not.toBeNull();
  second.file.close();

  const third = start('another-token');
  expect(third.access.authenticateSession(secret)).toBeNull();
  expect(third.file.all('select * from sessions')).toEqual([]);
  third.file.close();
  rmSync(folder, { recursive: true, force: true });
});

test('signIn forgets sessions that have ended', () => {
  const access = createAccess({ database, now, adminToken });
  access.signIn(adminToken);
  time += sessionMs;
  access.signIn(adminToken);
  expect(database.all('select * from sessions')).toHaveLength(1);
});

test('signIn answers busy after ten failures in a minute, also to the right token, until the minute is over', () => {
  const access = createAccess({ database, now, adminToken });
  for (let i = 0; i < 10; i += 1) {
    expect(access.signIn(`wrong-${i}`)).toBeNull();
    time += 1000;
  }
  expect(() => access.signIn(adminToken)).toThrow(expect.objectContaining({ code: 'busy', retryAfter: 50 }));
  // bearer tokens of running programs and sessions go on
  expect(access.authenticateBearer(adminToken)).not.toBeNull();
  time += 49_999;
  expect(() => access.signIn(adminToken)).toThrow(expect.objectContaining({ code: 'busy', retryAfter: 1 }));
  time += 1;
  expect(access.signIn(adminToken)).not.toBeNull();
});

test('signIn is not locked by failures that are spread out, nor by a clock set back', () => {
  const access = createAccess({ database, now, adminToken });
  for (let i = 0; i < 30; i += 1) {
    expect(access.signIn('wrong')).toBeNull();
    time += 6001;
  }
  time += 60_000;
  for (let i = 0; i < 10; i += 1) access.signIn('wrong');
  time -= 3_600_000;
  expect(access.signIn(adminToken)).not.toBeNull();
});

test('redeemLink opens a session once', () => {
  const access = createAccess({ database, now, adminToken });
  const link = access.makeLink();
  expect(link).toEqual({ code: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), expiresAt: time + linkMs });
  const session = opened(access.redeemLink(link.code));
  expect(access.authenticateSession(session.secret)).toMatchObject({ principal: { kind: 'admin' } });
  expect(access.redeemLink(link.code)).toBeNull();
  expect(access.redeemLink('')).toBeNull();
});

test('redeemLink refuses a link after ten minutes, and one of another process', () => {
  const access = createAccess({ database, now, adminToken });
  const late = access.makeLink();
  const kept = access.makeLink();
  expect(createAccess({ database, now, adminToken }).redeemLink(kept.code)).toBeNull();
  time += linkMs;
  expect(access.redeemLink(late.code)).toBeNull();
});

test('makeLink keeps a bounded number of links, the newest ones', () => {
  const access = createAccess({ database, now, adminToken });
  const links = Array.from({ length: maxOpenLinks + 1 }, () => access.makeLink());
  expect(access.redeemLink(links[0].code)).toBeNull();
  expect(access.redeemLink(links[1].code)).not.toBeNull();
  expect(access.redeemLink(links[maxOpenLinks].code)).not.toBeNull();
});
