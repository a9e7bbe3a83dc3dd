import { describe, expect, it } from '@jest/globals';
import {
  drawnLimitMs,
  limitOf,
  limitPlace,
  limitText,
} from '../../../../shared/page/chart-limit.ts';
import type { ChartPicture } from '../../../../shared/page/chart-picture.ts';
import { valueAxis } from '../../../../shared/page/value-axis.ts';

const exactly = (value: number) => ({ median: value, low: value, high: value });

function pictureWith(limitMs: number): ChartPicture {
  const sizes = [100, 200].map((durationMs, index) => ({
    powerValue: 128 * (index + 1),
    durationMs: exactly(durationMs),
    costUsdPerMillion: exactly(1),
  }));
  return {
    sizes,
    curve: [],
    failed: [],
    marks: [],
    ...limitOf({ durationMsMax: limitMs, percentile: 95 }),
  };
}

describe('the limit of a chart', () => {
  it.each([
    [250, 'drawn', 'limit for p95: 250 ms'],
    [790, 'drawn', 'limit for p95: 790 ms'],
    [900, 'above', 'limit for p95: 900 ms, above what is drawn'],
    [30, 'drawn', 'limit for p95: 30 ms'],
    [1, 'below', 'limit for p95: 1 ms, below what is drawn'],
  ])('of %i ms is %s', (limitMs, place, text) => {
    const picture = pictureWith(limitMs);
    const axis = valueAxis(picture, [], 'duration', [100, 0]);

    expect(limitPlace(picture)).toBe(place);
    expect(limitText({ durationMs: limitMs, percentile: 95 }, place as 'drawn')).toBe(text);
    expect(drawnLimitMs(picture)).toBe(place === 'drawn' ? limitMs : undefined);
    expect(axis.limit?.text).toBe(place === 'drawn' ? `limit ${limitMs}` : undefined);
    if (axis.limit !== undefined) expect(axis.limit.y).toBeCloseTo(axis.y(limitMs));
  });

  it('is inside the axis, and only on that of the duration', () => {
    const { y, limit } = valueAxis(pictureWith(600), [], 'duration', [100, 0]);

    expect(limit?.y).toBeGreaterThanOrEqual(0);
    expect(y(200)).toBeGreaterThan(limit?.y ?? 100);
    expect(valueAxis(pictureWith(600), [], 'cost', [100, 0])).not.toHaveProperty('limit');
  });

  it('is absent if the request sets none', () => {
    expect(limitOf({ percentile: 95 })).toEqual({});
    expect(limitPlace({ ...pictureWith(1), ...{ limit: undefined } } as never)).toBeUndefined();
  });
});
