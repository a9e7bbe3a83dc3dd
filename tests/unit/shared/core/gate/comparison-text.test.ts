import { describe, expect, it } from '@jest/globals';
import { definedOnly } from '../../../../../shared/core/defined-only.ts';
import { comparisonText, effectText } from '../../../../../shared/core/gate/comparison-text.ts';
import type { EffectReading } from '../../../../../shared/core/gate/effect-test.ts';

function reading(effectPercent: number, ...ends: readonly number[]): EffectReading {
  const [lowPercent, highPercent] = ends;
  return { effectPercent, ...definedOnly({ lowPercent, highPercent }), answer: 'open' };
}

describe('effectText()', () => {
  it.each([
    [reading(12.4, 8.04, 17.1), '+12 % (+8 to +17 %)'],
    [reading(-1.26, -4.4, 2), '−1.3 % (−4.4 to +2.0 %)'],
    [reading(0.01, -0.02, 9.97), '0 % (0 to +10 %)'],
    [reading(3), '+3.0 % (interval unknown)'],
  ])('formats %j', (effect, text) => {
    expect(effectText(effect)).toBe(text);
  });
});

describe('comparisonText()', () => {
  const facts = { memoryMb: 512, differencePercent: 10, reason: 'Eight blocks are measured' };
  const known = { duration: reading(4, -2, 9), cost: reading(3, -3, 8) };

  it('says which difference is ruled out if both are the same', () => {
    expect(comparisonText({ kind: 'same', lookCount: 2, ...known }, facts)).toBe(
      'The new release is as fast and as cheap as the old one at 512 MB: duration +4.0 % (−2.0 to +9.0 %), cost +3.0 % (−3.0 to +8.0 %). A difference of 10 % is ruled out',
    );
  });

  it('dates a kept result, and claims no more than it can show', () => {
    const kept = { ...facts, differencePercent: 50, keptAtMs: Date.UTC(2026, 10, 20, 23) };

    expect(comparisonText({ kind: 'same', lookCount: 1, ...known }, kept)).toBe(
      'The new release differs from the old one by less than 50 % at 512 MB: duration +4.0 % (−2.0 to +9.0 %), cost +3.0 % (−3.0 to +8.0 %), compared with what was measured on 2026-11-20, not side by side',
    );
    expect(comparisonText({ kind: 'slower', lookCount: 1, ...known }, kept)).toMatch(
      /, compared with what was measured on 2026-11-20, not side by side$/,
    );
  });

  it('says why nothing was decided', () => {
    expect(comparisonText({ kind: 'undecided', lookCount: 8, ...known }, facts)).toMatch(
      /^It is undecided whether the new release differs by 10 % at 512 MB: .*\. Eight blocks are measured$/,
    );
    expect(comparisonText({ kind: 'undecided', lookCount: 0, ...known }, facts)).toContain(
      'at 512 MB: nothing was measured. Eight',
    );
  });

  it.each([
    ['slower', 'slower'],
    ['dearer', 'more expensive'],
    ['better', 'better'],
  ] as const)('says of the kind %s that the new release is %s', (kind, words) => {
    expect(comparisonText({ kind, lookCount: 1, ...known }, facts)).toMatch(
      new RegExp(`^The new release is ${words} at 512 MB: duration .*, cost `),
    );
  });
});
