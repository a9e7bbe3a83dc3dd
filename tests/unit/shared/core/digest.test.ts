import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../../shared/core/digest.ts';

describe('digestOf()', () => {
  it('is the SHA-256 of a text', () => {
    // FIPS 180-2, example B.1.
    expect(digestOf('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('is that of the JSON for anything else', () => {
    expect(digestOf(['a', 1])).toBe(digestOf('["a",1]'));
    expect(digestOf(['a', 1])).not.toBe(digestOf(['a', 2]));
  });
});
