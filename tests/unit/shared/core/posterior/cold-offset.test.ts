import { describe, expect, it } from '@jest/globals';
import { COLD_OFFSET_PRIOR, coldOffset } from '../../../../../shared/core/posterior/cold-offset.ts';

describe('coldOffset()', () => {
  it('is the prior while nothing was seen', () => {
    expect(coldOffset([], 0.1)).toEqual(COLD_OFFSET_PRIOR);
    expect(coldOffset([{ warm: [], cold: [3] }], 0.1)).toEqual(COLD_OFFSET_PRIOR);
  });

  it('keeps the prior spread after one tier', () => {
    expect(coldOffset([{ warm: [2], cold: [3] }], 0.1)).toEqual({ logMean: 1, logSd: 0.6 });
  });

  it('is more certain if cold invocations hardly differ from warm ones', () => {
    const alike = [
      { warm: [2, 2], cold: [2.01] },
      { warm: [3, 3], cold: [3.01] },
    ];
    const apart = [
      { warm: [2, 2], cold: [4.2] },
      { warm: [3, 3], cold: [4.8] },
    ];

    expect(coldOffset(alike, 0.05).logSd).toBeLessThan(0.06);
    expect(coldOffset(apart, 0.05).logSd).toBeGreaterThan(0.25);
  });
});
