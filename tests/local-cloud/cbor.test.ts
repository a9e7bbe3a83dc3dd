import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CborTime, decodeCbor, encodeCbor } from '../../local/cloud/wire/cbor.ts';

describe('decodeCbor()', () => {
  it('reads back what encodeCbor() wrote', () => {
    const value = fc.jsonValue().filter((json) => !JSON.stringify(json).includes('__proto__'));
    fc.assert(
      fc.property(value, (json) => {
        // JSON has no negative zero, and neither have the integers of CBOR.
        const plain = JSON.parse(JSON.stringify(json));
        expect(decodeCbor(encodeCbor(plain))).toEqual(plain);
      }),
    );
  });

  // Examples of RFC 8949, appendix A.
  it.each([
    ['1b000000e8d4a51000', 1000000000000],
    ['3903e7', -1000],
    ['fb3ff199999999999a', 1.1],
    ['fa47c35000', 100000],
    ['c1fb41d452d9ec200000', 1363896240.5],
    ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ['f6', null],
  ])('reads %s', (hex, value) => {
    expect(decodeCbor(Buffer.from(hex, 'hex'))).toEqual(value);
  });

  it('refuses bytes that end early', () => {
    expect(() => decodeCbor(Buffer.from('6461', 'hex'))).toThrow(RangeError);
  });
});

describe('encodeCbor()', () => {
  it('marks times', () => {
    const bytes = encodeCbor(new CborTime(1363896240.5));

    expect(Buffer.from(bytes).toString('hex')).toBe('c1fb41d452d9ec200000');
  });
});
