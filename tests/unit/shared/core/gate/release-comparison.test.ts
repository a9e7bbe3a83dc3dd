import { describe, expect, it } from '@jest/globals';
import type { ReleaseComparison } from '../../../../../shared/core/gate/release-comparison.ts';
import { medianOf } from '../../../../../shared/core/posterior/robust-location.ts';
import { moveOfMonth } from '../../../../bench/gate/month-moves.ts';
import {
  type ReleaseScenario,
  simulateComparison,
} from '../../../../bench/gate/simulated-releases.ts';

const RELEASE_COUNT = 100;
const SPREAD = { spread: 0.1, cloneSpread: 0.03 };

function simulateAll(scenario: ReleaseScenario, count = RELEASE_COUNT) {
  const runs = Array.from({ length: count }, (_, seed) => simulateComparison(scenario, seed));
  return {
    countOf: (...kinds: readonly ReleaseComparison['kind'][]) =>
      runs.filter(({ comparison }) => kinds.includes(comparison.kind)).length,
    invocations: medianOf(runs.map(({ invocations }) => invocations)),
  };
}

describe('compareReleases() on simulated releases with a spread of 10 %', () => {
  const equal = simulateAll({ ...SPREAD, slowerPercent: 0 });
  const slower = simulateAll({ ...SPREAD, slowerPercent: 10 });
  const muchSlower = simulateAll({ ...SPREAD, slowerPercent: 20 });

  it('raises at most 5 false alarms for 100 equal releases', () => {
    expect(equal.countOf('slower', 'dearer')).toBeLessThanOrEqual(5);
    expect(equal.countOf('same')).toBeGreaterThanOrEqual(90);
  });

  it('finds at least 95 of 100 releases that are 10 % slower', () => {
    expect(slower.countOf('slower', 'dearer')).toBeGreaterThanOrEqual(95);
  });

  it('finds releases that are 20 % slower with at most half the invocations', () => {
    expect(muchSlower.countOf('slower', 'dearer')).toBeGreaterThanOrEqual(99);
    expect(muchSlower.invocations).toBeLessThanOrEqual(slower.invocations / 2);
  });

  it('reports faster releases as better', () => {
    expect(simulateAll({ ...SPREAD, slowerPercent: -15 }).countOf('better')).toBeGreaterThanOrEqual(
      95,
    );
  });

  it.each([
    ['drifts', (minutes: number) => 0.2 * minutes],
    ['jumps', (minutes: number) => (minutes > 0.5 ? 0.3 : 0)],
  ])('raises no false alarm if the platform %s between blocks', (_name, driftAt) => {
    const drifting = simulateAll({ ...SPREAD, slowerPercent: 0, driftAt });

    expect(drifting.countOf('slower', 'dearer')).toBeLessThanOrEqual(5);
  });

  describe('with a kept result, on a platform that drifts as much as in a month', () => {
    const kept = { run: 'sizes', ageDays: 30, moveLn: moveOfMonth } as const;
    const unchanged = simulateAll({ ...SPREAD, slowerPercent: 0, kept }, 400);
    const muchSlower = simulateAll({ ...SPREAD, slowerPercent: 50, kept }, 400);

    it('raises few false alarms with one block of clones of the new release', () => {
      // The rate is 4.0 % in 1,000 runs; in 400 runs, 99 of 100 sets of seeds stay below 6 %.
      expect(unchanged.countOf('slower', 'dearer')).toBeLessThanOrEqual(24);
      expect(unchanged.countOf('same')).toBeGreaterThanOrEqual(300);
      expect(unchanged.invocations).toBe(56);
    });

    it('finds releases that are 50 % slower, and passes almost none', () => {
      expect(muchSlower.countOf('slower', 'dearer')).toBeGreaterThanOrEqual(370);
      expect(muchSlower.countOf('same', 'better')).toBeLessThanOrEqual(4);
    });
  });

  it('does not mistake clones on different hosts for different releases', () => {
    const uneven = simulateAll({ ...SPREAD, cloneSpread: 0.08, slowerPercent: 0 });

    expect(uneven.countOf('slower', 'dearer', 'better')).toBeLessThanOrEqual(5);
  });
});
