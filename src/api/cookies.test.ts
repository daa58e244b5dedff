import { describe, expect, it } from 'vitest';
import { readCookie, writeCookie } from './cookies.ts';

describe('readCookie', () => {
  it('finds a cookie among others, and only by its whole name', () => {
    expect(readCookie('a=1; session=x=y ;b=2', 'session')).toBe('x=y');
    expect(readCookie('xsession=1; session2=2', 'session')).toBeNull();
    expect(readCookie(undefined, 'session')).toBeNull();
    expect(readCookie('session', 'session')).toBeNull();
  });
});

describe('writeCookie', () => {
  it('refuses values that would break out of the header', () => {
    expect(() => writeCookie('s', 'a; Path=/x', { secure: false, maxAge: null })).toThrow(TypeError);
    expect(writeCookie('s', '', { secure: true, maxAge: 0 })).toBe('s=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure');
  });
});
