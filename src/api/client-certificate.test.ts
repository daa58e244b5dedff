import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { certificateSource, readClientCertificate } from './client-certificate.ts';

const ends = Date.UTC(2027, 0, 1);
const shown = (subject: Record<string, string | string[]>, more: object = {}) => {
  const certificate = { subject, valid_to: 'Jan  1 00:00:00 2027 GMT' };
  const socket = { encrypted: true, authorized: true, getPeerCertificate: () => certificate, ...more };
  return { raw: { socket } } as unknown as FastifyRequest;
};
const sourceOf = (subject: Record<string, string | string[]>) => certificateSource(readClientCertificate(shown(subject), ends - 1), 'shop');

describe('a client certificate', () => {
  it('counts until it ends, also on a connection that stays', () => {
    const request = shown({ O: 'cluster:shop', CN: 'master-1' });
    expect(readClientCertificate(request, ends)).toMatchObject({ subject: 'master-1', refusal: null });
    expect(readClientCertificate(request, ends + 1)).toEqual({ subject: null, refusal: 'CERT_HAS_EXPIRED' });
  });

  it('is for the clusters that its organisations name, letter by letter', () => {
    expect(sourceOf({ O: ['system:masters', 'cluster:dark', 'cluster:shop'], CN: 'one' })).toBe('certificate:one');
    for (const O of ['cluster:dark', 'cluster:shop2', 'cluster:Shop', 'shop', 'cluster:', ['cluster:dark', 'cluster:lab']])
      expect(() => sourceOf({ O, CN: 'one' })).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  it('names a source of at most 120 characters, none of which a terminal obeys', () => {
    expect(sourceOf({ O: 'cluster:shop', CN: 'a\u001b[31m\nb\u202e' })).toBe('certificate:a?[31m?b?');
    expect(sourceOf({ O: 'cluster:shop', CN: 'x'.repeat(500) })).toHaveLength('certificate:'.length + 120);
  });

  it('is none where the connection is plain, or no authority of ours signed it', () => {
    expect(readClientCertificate(shown({}, { encrypted: undefined }), ends)).toEqual({ subject: null, refusal: null });
    const unverified = { authorized: false, authorizationError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' };
    expect(readClientCertificate(shown({ O: 'cluster:shop' }, unverified), ends)).toEqual({ subject: null, refusal: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' });
  });
});
