import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blockedEffect, type CloneFigure } from '../../../../../shared/core/gate/blocked-effect.ts';

const value = fc.double({ min: -5, max: 5, noNaN: true });
const sides = fc.array(value, { minLength: 2, maxLength: 5 });

/** Blocks with clones of both releases. */
const figures: fc.Arbitrary<readonly CloneFigure[]> = fc
  .array(fc.record({ old: sides, new: sides }), { minLength: 1, maxLength: 6 })
  .map((blocks) =>
    blocks.flatMap((block, index) =>
      (['old', 'new'] as const).flatMap((side) =>
        block[side].map((one) => ({ side, block: index + 1, value: one })),
      ),
    ),
  );

describe('blockedEffect()', () => {
  it('ignores shifts that all clones of a block share', () => {
    fc.assert(
      fc.property(figures, fc.array(value, { minLength: 7, maxLength: 7 }), (clones, shifts) => {
        const shifted = clones.map((one) => ({
          ...one,
          value: one.value + (shifts[one.block] ?? 0),
        }));
        const [before, after] = [blockedEffect(clones), blockedEffect(shifted)];
        expect(after?.effect).toBeCloseTo(before?.effect ?? Number.NaN, 8);
        expect(after?.standardError).toBeCloseTo(before?.standardError ?? Number.NaN, 8);
      }),
    );
  });

  it('changes its sign if the releases are swapped, and follows shifts of the new one', () => {
    fc.assert(
      fc.property(figures, value, (clones, shift) => {
        const effect = blockedEffect(clones)?.effect ?? Number.NaN;
        const swapped = clones.map((one) => ({
          ...one,
          side: one.side === 'old' ? ('new' as const) : ('old' as const),
        }));
        const moved = clones.map((one) =>
          one.side === 'new' ? { ...one, value: one.value + shift } : one,
        );
        expect(blockedEffect(swapped)?.effect).toBeCloseTo(-effect, 8);
        expect(blockedEffect(moved)?.effect).toBeCloseTo(effect + shift, 8);
      }),
    );
  });

  it('is undefined with one release only, or with one clone of each', () => {
    const clone = (side: CloneFigure['side'], block: number) => ({ side, block, value: 1 });

    expect(blockedEffect([])).toBeUndefined();
    expect(blockedEffect([clone('new', 1), clone('new', 1), clone('old', 2)])).toBeUndefined();
    expect(blockedEffect([clone('new', 1), clone('old', 1)])).toBeUndefined();
  });
});
