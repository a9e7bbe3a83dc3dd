import { describe, expect, it } from '@jest/globals';
import {
  firstSizes,
  largerSizes,
  sizesAhead,
} from '../../../../../shared/core/planner/first-sizes.ts';

const OPEN_MB = [128, 256, 512, 1024, 1769, 3008, 10_240];

describe('firstSizes()', () => {
  it.each([
    [128, [128, 512]],
    [512, [512, 1769]],
    [1024, [1024, 256]],
    [10_240, [10_240, 1769]],
    [undefined, [128, 512]],
  ])('begins at %s MB with %j', (presentMb, expected) => {
    expect(firstSizes(OPEN_MB, { presentMb })).toEqual(expected);
  });

  it('is one size if only one is open', () => {
    expect(firstSizes([512], { presentMb: 512 })).toEqual([512]);
  });
});

describe('sizesAhead()', () => {
  it.each([
    [
      [512, 1769],
      [1024, 256, 128],
    ],
    [
      [1024, 256],
      [1769, 128],
    ],
    [
      [128, 512],
      [1024, 256, 1769],
    ],
  ])('adds to %j of the first round the sizes %j', (firstMb, expected) => {
    expect(sizesAhead(OPEN_MB, firstMb)).toEqual(expected);
  });

  it('returns only sizes that may be measured, and none twice', () => {
    expect(sizesAhead([512, 1024, 3008], [512])).toEqual([1024, 3008]);
    expect(sizesAhead([512], [512])).toEqual([]);
  });
});

describe('largerSizes()', () => {
  it('continues with twice and four times the size that failed', () => {
    expect(largerSizes([1024, 1769, 3008], 512)).toEqual([1024, 1769]);
  });
});
