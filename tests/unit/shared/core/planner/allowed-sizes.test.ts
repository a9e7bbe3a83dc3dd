import { describe, expect, it } from '@jest/globals';
import { sizeGrid } from '../../../../../shared/core/planner/allowed-sizes.ts';
import type { TuningState } from '../../../../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { anOutOfMemoryTier, aSample, aState, aTier } from '../../../../support/tuning-worlds.ts';

function allowedMb(changes: Partial<TuningState>): readonly number[] {
  const { sizesMb, isAllowed } = sizeGrid(aState(changes));
  return Array.from(sizesMb).filter((_, column) => isAllowed[column]);
}

const LIST = {
  kind: 'list',
  powerValues: [128, 256, 512, 1024, 2048].map(powerValue),
} as const;

describe('sizeGrid()', () => {
  it('uses the list of the request unchanged', () => {
    expect(allowedMb({ sizes: LIST })).toEqual([128, 256, 512, 1024, 2048]);
  });

  it('covers 128 to 10240 MB by default, in steps of less than 20 %', () => {
    const sizes = allowedMb({});

    expect(sizes[0]).toBe(128);
    expect(sizes.at(-1)).toBe(10_240);
    expect(sizes).toEqual(expect.arrayContaining([256, 512, 1024, 1769]));
    sizes.slice(1).forEach((size, index) => {
      expect(size / (sizes[index] ?? 0)).toBeLessThan(1.2);
    });
  });

  it('rules out sizes up to one that ran out of memory, and from a refused one on', () => {
    const refused = aTier(2048, [], {
      samples: [],
      outcome: { kind: 'infeasible', reason: 'notAllowed', message: 'quota' },
    });

    expect(allowedMb({ sizes: LIST, tiers: [anOutOfMemoryTier(256), refused] })).toEqual([
      512, 1024,
    ]);
  });

  it('rules out sizes above the limit that a refusal names', () => {
    const refused = aTier(2048, [], {
      samples: [],
      outcome: {
        kind: 'infeasible',
        reason: 'notAllowed',
        message:
          "'MemorySize' failed to satisfy constraint: Member must have value less than or equal to 900",
      },
    });

    expect(allowedMb({ sizes: LIST, tiers: [refused] })).toEqual([128, 256, 512]);
  });

  it('leaves the requested headroom above the memory used', () => {
    const samples = [aSample({ maxMemoryUsedMb: 200 })];
    const tiers = [aTier(256, [], { samples })];

    // 200 MB need 400 MB at 50 %.
    expect(allowedMb({ sizes: LIST, tiers, constraints: { memoryHeadroomPercent: 50 } })).toEqual([
      512, 1024, 2048,
    ]);
  });

  it('respects the size range', () => {
    const sizeRange = { powerValueMin: powerValue(200), powerValueMax: powerValue(1024) };

    expect(allowedMb({ sizes: LIST, constraints: { sizeRange } })).toEqual([256, 512, 1024]);
  });
});
