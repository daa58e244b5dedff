import { describe, expect, it } from 'vitest';
import { findTokens, isSecretKey } from './find-tokens.ts';

const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';

/** What is left to be seen, with `*` for each hidden range. */
function seen(text: string): string {
  let left = '';
  let at = 0;
  for (const { from, to } of findTokens(text)) {
    left += `${text.slice(at, from)}*`;
    at = to;
  }
  return left + text.slice(at);
}

describe('findTokens', () => {
  it('hides JSON web tokens wherever they stand', () => {
    expect(seen(jwt)).toBe('*');
    expect(seen(`a ${jwt} b`)).toBe('a * b');
    expect(seen(`x=${jwt}&y=1`)).toBe('x=*&y=1');
    expect(seen(`${jwt.slice(0, 72)}.`)).toBe('*');
    expect(seen(`prefix_${jwt}`)).toBe('prefix_*');
  });

  it('hides our own tokens, bearer strings, token parameters and quoted token members', () => {
    expect(seen('ca_12oDTS2ensB6bOTM5sz5fHzi447xcb4J6qElZ3YafbI')).toBe('ca_*');
    expect(seen('/ingest/v1/prod/ca_12oDTS2ensB6bOTM5sz5fHzi447xcb4J6qElZ3YafbI')).toBe('/ingest/v1/prod/ca_*');
    expect(seen('Authorization: Bearer abcdefgh12345678')).toBe('Authorization: Bearer *');
    expect(seen('/proxy?token=s3cr3t-value&x=1')).toBe('/proxy?token=*&x=1');
    expect(seen('{"token":"opaque-value-1"}')).toBe('{"token":"*"}');
  });

  it('hides tokens in base64 and private keys', () => {
    expect(seen(btoa(jwt))).toBe('*');
    expect(seen('-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----')).toBe(
      '-----BEGIN RSA PRIVATE KEY-----*-----END RSA PRIVATE KEY-----',
    );
    expect(seen('-----BEGIN PRIVATE KEY-----\nMIIE cut off')).toBe('-----BEGIN PRIVATE KEY-----*');
  });

  it('hides what shows only when the escapes of a URI are resolved', () => {
    const escaped = jwt.replaceAll('.', '%2E').replace('eyJ', '%65yJ');
    expect(seen(`/api?x=${escaped}`)).toBe('/api?*');
  });

  it('leaves ordinary words alone', () => {
    const ordinary = [
      'serviceaccounts/token',
      'bearer of news',
      'africa_and_some_longer_name_here',
      'system:serviceaccount:kube-system:token-cleaner',
      'eyJ',
      'kubernetes.io/service-account-token',
      '/api/v1/namespaces/default/pods?limit=500&continue=abc',
      '100%25 sure',
      '{"token":""}',
    ];
    for (const text of ordinary) expect(seen(text)).toBe(text);
  });

  it('reads hostile text of a megabyte once', () => {
    const size = 1_000_000;
    const hostile = ['eyJ', 'eyJ.', 'ca_', 'bearer ', '"token":', 'ZXlK', '-----BEGIN PRIVATE KEY-----', '?token=', '%65yJ'];
    for (const unit of hostile) {
      const started = performance.now();
      findTokens(unit.repeat(size / unit.length));
      expect(performance.now() - started, unit).toBeLessThan(2_000);
    }
  });
});

describe('isSecretKey', () => {
  it('knows the members that hold tokens', () => {
    for (const key of ['token', 'access_token', 'id-token', 'idToken', 'refreshToken', 'bearerToken']) expect(isSecretKey(key), key).toBe(true);
    for (const key of ['tokenReview', 'tokens', 'automountServiceAccountToken2', 'name', null]) expect(isSecretKey(key), String(key)).toBe(false);
  });
});
