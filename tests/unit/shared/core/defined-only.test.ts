import { describe, expect, it } from '@jest/globals';
import { definedOnly } from '../../../../shared/core/defined-only.ts';

describe('definedOnly()', () => {
  it('leaves out undefined fields, and keeps every other value', () => {
    const fields = definedOnly({ a: undefined, b: null, c: 0, d: false, e: '' });

    expect(Object.entries(fields)).toEqual([
      ['b', null],
      ['c', 0],
      ['d', false],
      ['e', ''],
    ]);
  });
});
