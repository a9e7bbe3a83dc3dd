import { describe, expect, it } from '@jest/globals';
import { exactCountText } from '../../../../shared/core/count-text.ts';

describe('exactCountText()', () => {
  it.each([
    [exactCountText(0, 'sample'), '0 samples'],
    [exactCountText(1, 'sample'), '1 sample'],
    [exactCountText(1_234, 'warm sample'), '1234 warm samples'],
    [exactCountText(1, 'query', 'queries'), '1 query'],
    [exactCountText(2, 'query', 'queries'), '2 queries'],
  ])('writes %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
