import { describe, expect, it } from '@jest/globals';
import {
  reasoningDeadlineMs,
  rememberDuration,
  SEEN_DURATION_COUNT_MAX,
} from '../../../../shared/reasoning/reasoning-deadline.ts';

describe('reasoningDeadlineMs()', () => {
  it.each([
    ['nothing is known', [], 8_000],
    ['the model is fast', [300, 700], 2_500],
    ['the model is slow', [2_000, 3_100], 6_200],
    ['the model is slower than the maximum', [15_000], 20_000],
  ])('is right when %s', (_name, seenMs, expected) => {
    expect(reasoningDeadlineMs(seenMs, 20_000)).toBe(expected);
  });
});

describe('rememberDuration()', () => {
  it('gives a model that was given up more time at the next question', () => {
    const seenMs = rememberDuration([], { durationMs: 8_000, isGivenUp: true });

    expect(seenMs).toEqual([12_000]);
  });

  it('forgets the oldest', () => {
    const seenMs = Array.from({ length: SEEN_DURATION_COUNT_MAX }, () => 9_000);

    const after = rememberDuration(seenMs, { durationMs: 500.4, isGivenUp: false });

    expect(after).toHaveLength(SEEN_DURATION_COUNT_MAX);
    expect(after.at(-1)).toBe(500);
  });
});
