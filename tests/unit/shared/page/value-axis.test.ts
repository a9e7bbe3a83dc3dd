import { describe, expect, it } from '@jest/globals';
import type { ChartPicture } from '../../../../shared/page/chart-picture.ts';
import { valueAxis } from '../../../../shared/page/value-axis.ts';

const RANGE = [100, 0] as const;

function pictureOf(...mediansMs: readonly number[]): ChartPicture {
  const sizes = mediansMs.map((median, index) => {
    const figure = { median, low: 0.9 * median, high: 1.1 * median };
    return { powerValue: 128 * (index + 1), durationMs: figure, costUsdPerMillion: figure };
  });
  return { sizes, curve: [], failed: [], marks: [] };
}

describe('valueAxis()', () => {
  it('begins at zero if the values are similar, so that small differences look small', () => {
    const { y, title, ticks } = valueAxis(pictureOf(100, 110), [], 'duration', RANGE);

    expect(title).toBe('Duration, warm, ms');
    expect(y(0)).toBe(100);
    expect(y(121)).toBeGreaterThanOrEqual(0);
    expect(ticks[0]).toEqual({ y: 100, text: '0' });
  });

  it('is logarithmic, and says so, if the values differ by a large factor', () => {
    const { y, title, ticks } = valueAxis(pictureOf(10, 10_000), [], 'cost', RANGE);

    expect(title).toBe('Cost of a million invocations, $ (logarithmic)');
    expect(y(10) - y(100)).toBeCloseTo(y(100) - y(1_000));
    expect(ticks.map(({ text }) => text)).toEqual([
      '10',
      '30',
      '100',
      '300',
      '1,000',
      '3,000',
      '10,000',
    ]);
  });

  it('shows long durations in seconds', () => {
    const { y, title, ticks } = valueAxis(pictureOf(60_000, 90_000), [], 'duration', RANGE);

    expect(title).toBe('Duration, warm, s');
    expect(ticks.at(-1)?.text).toBe('100');
    expect(y(100_000)).toBe(0);
  });

  it('is not stretched by a band that is far wider than the measurements', () => {
    const wild = { median: 100, low: 1, high: 100_000 };
    const curve = [{ powerValue: 128, durationMs: wild, costUsdPerMillion: wild }];

    expect(valueAxis(pictureOf(100), [curve], 'duration', RANGE).y(200)).toBe(0);
  });

  it('contains the intervals and the curve of the other series', () => {
    const { sizes } = pictureOf(400);
    const other = { name: 'arm64', ownName: 'x86_64', sizes, curve: [] };
    const on = (curves: Parameters<typeof valueAxis>[1], changes: Partial<ChartPicture>) =>
      valueAxis({ ...pictureOf(100), ...changes }, curves, 'duration', RANGE);

    // The interval ends at 440.
    expect(on([], { other }).y(430)).toBeGreaterThan(0);
    expect(on([], {}).y(430)).toBe(0);
    expect(on([[], sizes], {}).y(399)).toBeGreaterThan(0);
  });

  it('contains every single invocation', () => {
    const picture = { ...pictureOf(100), samples: [{ memoryMb: 128, durationMs: 400 }] };

    expect(valueAxis(picture, [], 'duration', RANGE).y(400)).toBeGreaterThanOrEqual(0);
    expect(valueAxis(picture, [], 'duration', RANGE).y(300)).toBeGreaterThan(0);
    expect(valueAxis(picture, [], 'cost', RANGE).y(300)).toBe(0);
  });
});
