import { describe, expect, it } from '@jest/globals';
import { exhaustiveSizes, nextOfAll } from '../../../../../shared/core/planner/exhaustive-plan.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { anOutOfMemoryTier, aTier } from '../../../../support/tuning-worlds.ts';

const sizes = (...mb: readonly number[]) => mb.map(powerValue);

describe('exhaustiveSizes()', () => {
  it('uses a list unchanged', () => {
    const list = { kind: 'list', powerValues: sizes(256, 300) } as const;

    expect(exhaustiveSizes({ sizes: list }, powerValue(1024))).toEqual([256, 300]);
  });

  it('adds the current size to the default ones, within a range', () => {
    expect(exhaustiveSizes({}, powerValue(700))).toEqual([128, 256, 512, 700, 1024, 1769, 3008]);
    const [powerValueMin, powerValueMax] = sizes(400, 1800) as [never, never];
    const range = { kind: 'range', powerValueMin, powerValueMax } as const;
    expect(exhaustiveSizes({ sizes: range }, powerValue(2048))).toEqual([512, 1024, 1769]);
  });
});

describe('exhaustiveSizes() under a size range', () => {
  it('leaves out sizes outside the range, of a list too', () => {
    const [powerValueMin, powerValueMax] = sizes(300, 1000) as [never, never];
    const constraints = { sizeRange: { powerValueMin, powerValueMax } };
    const list = { kind: 'list', powerValues: sizes(256, 512, 3008) } as const;

    expect(exhaustiveSizes({ sizes: list, constraints }, powerValue(128))).toEqual([512]);
    expect(exhaustiveSizes({ constraints }, powerValue(2048))).toEqual([512]);
  });
});

describe('nextOfAll()', () => {
  const plan = { powerValues: sizes(128, 256, 512), sampleCount: 3, concurrencyMax: 20 };

  it('measures every size, with two lanes if the concurrency allows', () => {
    expect(nextOfAll(plan, [])).toEqual(
      sizes(128, 256, 512).map((size) => ({
        powerValue: size,
        warmSampleCount: 3,
        laneCount: 2,
        newLaneCount: 2,
      })),
    );
  });

  it('leaves out sizes above the limit of the account', () => {
    const refused = aTier(512, [], {
      samples: [],
      outcome: { kind: 'infeasible', reason: 'notAllowed', message: 'less than or equal to 200' },
    });

    expect(nextOfAll(plan, [refused]).map(({ powerValue: size }) => size)).toEqual([128]);
  });

  it('respects the concurrency, in as many rounds as needed', () => {
    const narrow = { ...plan, concurrencyMax: 2 };

    const first = nextOfAll(narrow, []);
    const second = nextOfAll(narrow, [aTier(128, [1]), aTier(256, [1])]);

    expect(first.map(({ powerValue: size, laneCount }) => [size, laneCount])).toEqual([
      [128, 1],
      [256, 1],
    ]);
    expect(second.map(({ powerValue: size }) => size)).toEqual([512]);
  });

  it('leaves out measured sizes, and sizes up to one that ran out of memory', () => {
    expect(nextOfAll(plan, [anOutOfMemoryTier(256)]).map((one) => one.powerValue)).toEqual([512]);
    expect(nextOfAll(plan, [anOutOfMemoryTier(256), aTier(512, [1])])).toEqual([]);
  });
});
