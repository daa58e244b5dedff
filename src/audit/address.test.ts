import { describe, expect, it } from 'vitest';
import { isInCidr, parseAddress, parseCidr } from './address.ts';

describe('parseAddress', () => {
  it('reads different forms of an address as one', () => {
    expect(parseAddress('::ffff:10.0.0.1')).toBe(parseAddress('10.0.0.1'));
    expect(parseAddress('::FFFF:a00:1')).toBe(parseAddress('10.0.0.1'));
    expect(parseAddress('2001:DB8:0:0::1')).toBe(parseAddress('2001:db8::1'));
    expect(parseAddress('::10.0.0.1')).not.toBe(parseAddress('10.0.0.1'));
  });

  it.each([
    '',
    'foo',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '010.1.1.1',
    '1.2.3.4 ',
    '1:2:3:4:5:6:7:8::',
    '1:2:3:4:5:6:7',
    '1::2::3',
    ':::',
    ':1',
    '1:',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '1.2.3.4::1',
    '1:1.2.3.4::',
    'g::',
  ])('takes %j for no address', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('parseCidr', () => {
  const holds = (cidr: string, address: string): boolean => isInCidr(parseAddress(address)!, parseCidr(cidr)!);

  it('covers what lies in the range, host bits aside', () => {
    expect([holds('10.0.0.0/8', '10.255.0.1'), holds('10.9.9.9/8', '10.1.1.1'), holds('10.0.0.0/8', '11.0.0.0')]).toEqual([true, true, false]);
    expect([holds('10.0.0.1/32', '10.0.0.1'), holds('10.0.0.1/32', '10.0.0.2'), holds('0.0.0.0/0', '255.1.1.1')]).toEqual([true, false, true]);
    expect([holds('2001:db8::/33', '2001:db8:7fff::'), holds('2001:db8::/33', '2001:db8:8000::'), holds('0.0.0.0/0', '2001::')]).toEqual([true, false, false]);
    expect([holds('::ffff:10.0.0.0/104', '10.1.2.3'), holds('10.0.0.0/8', '::ffff:10.1.2.3')]).toEqual([true, true]);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '::/129', 'foo/8', '/8'])('takes %j for no range', (text) => {
    expect(parseCidr(text)).toBeNull();
  });
});
