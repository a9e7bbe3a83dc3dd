import { describe, expect, it } from '@jest/globals';
import type { ChartPicture } from '../../../../shared/page/chart-picture.ts';
import { memoryAxis } from '../../../../shared/page/memory-axis.ts';

const NARROW = { name: 'narrow', width: 350, panelHeight: 160, fontSize: 12 } as const;
const ONE = { median: 1, low: 1, high: 1 };

function axisOf(sizesMb: readonly number[], changes: Partial<ChartPicture> = {}) {
  const sizes = sizesMb.map((powerValue) => ({
    powerValue,
    durationMs: ONE,
    costUsdPerMillion: ONE,
  }));
  return memoryAxis({ sizes, curve: [], failed: [], marks: [], ...changes }, NARROW, 40);
}

describe('memoryAxis()', () => {
  it('is logarithmic: twice the memory is always the same distance', () => {
    const { x } = axisOf([128, 256, 1024]);

    expect(x(256) - x(128)).toBeCloseTo(x(1024) - x(512));
  });

  it('contains failed, present and planned sizes', () => {
    const { domainMb } = axisOf([512], {
      failed: [{ memoryMb: 128, reason: 'out of memory' }],
      marks: [{ memoryMb: 3008, label: 'now', kind: 'present' }],
      plannedMb: [5120],
    });

    expect(domainMb).toEqual([128, 5120]);
  });

  it('leaves room around a single size', () => {
    const { x, left, right, ticksMb } = axisOf([512]);

    expect(x(512)).toBeCloseTo((left + right) / 2);
    expect(ticksMb).toContain(512);
  });

  it('labels marked sizes first, and never two sizes whose labels would overlap', () => {
    const { x, ticksMb } = axisOf([1000, 1010, 1024, 1100, 1769], {
      marks: [{ memoryMb: 1024, label: 'now', kind: 'present' }],
    });
    const places = ticksMb.map(x).toSorted((a, b) => a - b);
    const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));

    expect(ticksMb[0]).toBe(1024);
    expect(ticksMb).not.toContain(1010);
    expect(Math.min(...gaps)).toBeGreaterThan(30);
  });
});
