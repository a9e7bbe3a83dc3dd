import { describe, expect, it } from '@jest/globals';
import { failedBracket } from '../../../../../shared/core/planner/failed-bracket.ts';
import { anOutOfMemoryTier, aTier } from '../../../../support/tuning-worlds.ts';

const OPEN_MB = [128, 256, 362, 512, 724, 1024, 2048];

function aFailedTier(memoryMb: number) {
  return aTier(memoryMb, [], {
    samples: [],
    errorCount: 2,
    outcome: { kind: 'failed', errorName: 'Error', message: 'boom' },
  });
}

describe('failedBracket()', () => {
  it('tries the middle in ln(MB) between the largest failing and the smallest working size', () => {
    const tiers = [anOutOfMemoryTier(256), aTier(1024, [100])];

    // sqrt(256 x 1024) = 512.
    expect(failedBracket(tiers, OPEN_MB)).toMatchObject({
      tooSmallMb: 256,
      workingMb: 1024,
      middleMb: 512,
    });
  });

  it('treats any error as a lack of memory if a larger size works', () => {
    const tiers = [aFailedTier(256), aTier(1024, [100])];

    expect(failedBracket(tiers, OPEN_MB)).toMatchObject({ tooSmallMb: 256, middleMb: 512 });
  });

  it('does not do so if a smaller size works, or if no size does', () => {
    const smaller = [aTier(128, [100]), aFailedTier(256), aTier(1024, [100])];

    expect(failedBracket(smaller, OPEN_MB).tooSmallMb).toBe(0);
    expect(failedBracket([aFailedTier(256)], OPEN_MB).tooSmallMb).toBe(0);
  });

  it('stops when the bracket is narrow, and after six failures', () => {
    const narrow = [anOutOfMemoryTier(900), aTier(1024, [100])];
    const many = [130, 140, 150, 160, 170, 256].map(anOutOfMemoryTier);

    expect(failedBracket(narrow, [950]).middleMb).toBeUndefined();
    expect(failedBracket([...many, aTier(1024, [100])], OPEN_MB).middleMb).toBeUndefined();
    expect(failedBracket([...many.slice(1), aTier(1024, [100])], OPEN_MB).middleMb).toBe(512);
  });
});
