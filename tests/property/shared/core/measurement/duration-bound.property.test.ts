import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationMsBoundFromOthers } from '../../../../../shared/core/measurement/duration-bound.ts';
import { wholeRunMs } from '../../../../../shared/core/measurement/sample.ts';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { FULL_VCPU_MB, powerValue, VCPU_MAX } from '../../../../../shared/core/power-value.ts';
import { aSample, aTier } from '../../../../support/tuning-worlds.ts';

const TIMEOUT_MS = 900_000;

const size = fc.integer({ min: 128, max: 10_240 });

/** Invocations vary by up to a third in both directions. */
const noise = fc.double({ min: 0.67, max: 1.33, noNaN: true });

const work = fc.record({
  waitMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
  serialMs: fc.double({ min: 0.01, max: 20_000, noNaN: true }),
  parallelMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
});

const measured = fc.uniqueArray(fc.record({ size, noise }), {
  minLength: 1,
  maxLength: 8,
  selector: (one) => one.size,
});

function durationMs(
  { waitMs, serialMs, parallelMs }: { waitMs: number; serialMs: number; parallelMs: number },
  memoryMb: number,
): number {
  const share = memoryMb / FULL_VCPU_MB;
  return waitMs + serialMs / Math.min(share, 1) + parallelMs / Math.min(share, VCPU_MAX);
}

function tierOf(memoryMb: number, runMs: number): Tier {
  return aTier(memoryMb, [], { samples: [aSample({ durationMs: runMs })] });
}

describe('durationMsBoundFromOthers()', () => {
  it('exceeds the duration of any mix of waiting, serial and parallel work', () => {
    fc.assert(
      fc.property(work, measured, size, noise, (function_, seen, asked, askedNoise) => {
        const tiers = seen.map((one) =>
          tierOf(one.size, durationMs(function_, one.size) * one.noise),
        );

        const boundMs = durationMsBoundFromOthers(powerValue(asked), tiers, Number.MAX_VALUE);

        expect(boundMs).toBeGreaterThanOrEqual(durationMs(function_, asked) * askedNoise);
      }),
    );
  });

  it('is never below durations seen at the same size or larger ones, nor above the timeout', () => {
    fc.assert(
      fc.property(measured, size, (seen, asked) => {
        const tiers = seen.map((one) => tierOf(one.size, one.noise * 200_000));

        const boundMs = durationMsBoundFromOthers(powerValue(asked), tiers, TIMEOUT_MS);

        if (boundMs === undefined) return;
        const seenMs = tiers
          .filter((tier) => tier.powerValue >= asked)
          .flatMap((tier) => tier.samples.map(wholeRunMs));
        expect(boundMs).toBeGreaterThanOrEqual(Math.max(0, ...seenMs));
        expect(boundMs).toBeLessThan(TIMEOUT_MS);
      }),
    );
  });

  it('does not grow with memory', () => {
    fc.assert(
      fc.property(work, measured, size, size, (function_, seen, one, other) => {
        const tiers = seen.map((each) => tierOf(each.size, durationMs(function_, each.size)));
        const [less, more] = one < other ? [one, other] : [other, one];

        const boundMs = (memoryMb: number) =>
          durationMsBoundFromOthers(powerValue(memoryMb), tiers, TIMEOUT_MS) ?? TIMEOUT_MS;

        expect(boundMs(more)).toBeLessThanOrEqual(boundMs(less) * (1 + 1e-9));
      }),
    );
  });

  it('is three times the longest invocation, init included, and scaled up for less memory', () => {
    const cold = aSample({ durationMs: 800, initDurationMs: 200, isCold: true });
    const tiers = [aTier(512, [], { samples: [cold, aSample({ durationMs: 400 })] })];

    expect(durationMsBoundFromOthers(powerValue(1024), tiers, TIMEOUT_MS)).toBe(3_000);
    expect(durationMsBoundFromOthers(powerValue(512), tiers, TIMEOUT_MS)).toBe(3_000);
    expect(durationMsBoundFromOthers(powerValue(128), tiers, TIMEOUT_MS)).toBe(12_000);
    expect(durationMsBoundFromOthers(powerValue(128), tiers, 12_001)).toBe(12_000);
    expect(durationMsBoundFromOthers(powerValue(128), tiers, 12_000)).toBeUndefined();
  });

  it('is undefined if nothing was seen, or if the same size or a larger one timed out', () => {
    const timedOut = aTier(256, [], {
      samples: [],
      outcome: { kind: 'infeasible', reason: 'timeout', message: 'Task timed out' },
    });
    const tiers = [timedOut, tierOf(1024, 100)];

    expect(durationMsBoundFromOthers(powerValue(512), [], TIMEOUT_MS)).toBeUndefined();
    expect(durationMsBoundFromOthers(powerValue(128), tiers, TIMEOUT_MS)).toBeUndefined();
    expect(durationMsBoundFromOthers(powerValue(512), tiers, TIMEOUT_MS)).toBe(600);
  });
});
