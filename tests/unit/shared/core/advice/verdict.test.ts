import { describe, expect, it } from '@jest/globals';
import {
  adviceFor,
  type GeneratedFunction,
  physicalMs,
} from '../../../../support/generated-results.ts';
import { anOutOfMemoryTier } from '../../../../support/tuning-worlds.ts';

const SEED = 3;

/** Waits 200 ms at every size: the cost is proportional to memory. */
const WAITING: GeneratedFunction = {
  durationMs: physicalMs(200, 0.1),
  presentMb: 1024,
  sizesMb: [128, 512, 1024],
  state: { objective: { kind: 'cost' } },
};

/** CPU work only: the cost hardly depends on memory, the duration does. */
const COMPUTING: GeneratedFunction = {
  durationMs: physicalMs(4, 400),
  presentMb: 1769,
  sizesMb: [256, 512, 1769],
  state: { objective: { kind: 'cost' } },
};

function adviceOn(generated: GeneratedFunction) {
  return adviceFor(generated, SEED).advice;
}

describe('the verdict', () => {
  it('is change if the gain is clear', () => {
    const { verdict, picks } = adviceOn(WAITING);

    expect(verdict).toMatchObject({ kind: 'change', reason: 'better', candidateMb: 128 });
    expect(verdict.text).toContain('Change from 1024 to 128 MB');
    // An eighth of the memory, and of the bill apart from the request fee: 3.53 to 0.62.
    expect(picks.recommended.versusPresent?.costPercent).toBeCloseTo(-83, -1);
  });

  it('is keep if the present size costs slightly more and is much faster', () => {
    const { verdict, picks } = adviceOn(COMPUTING);

    expect(verdict.kind).toBe('keep');
    expect(picks.recommended.memoryMb).toBe(1769);
  });

  it('is keep if the gain is smaller than a change must bring', () => {
    const { verdict } = adviceOn({ ...WAITING, facts: { improvementPercentMin: 90 } });

    expect(verdict).toMatchObject({ kind: 'keep', reason: 'gainTooSmall', candidateMb: 128 });
  });

  it('is undecided on fewer than three warm samples, and names the run that would settle it', () => {
    const { verdict, picks } = adviceOn({ ...WAITING, warmCount: 2 });

    expect(verdict).toMatchObject({ kind: 'undecided', reason: 'fewSamples', candidateMb: 128 });
    // Three warm samples and two cold starts at each of two sizes.
    expect(verdict.settling).toMatchObject({
      powerValues: [128, 1024],
      sampleCount: 3,
      invocationCount: 10,
    });
    expect(picks.recommended.memoryMb).toBe(1024);
  });

  it('is given on fewer samples if the request limits them, with less confidence and a warning', () => {
    const limited = { ...WAITING, warmCount: 2, facts: { isSamplingLimited: true } };
    const { verdict, warnings } = adviceOn(limited);

    expect(verdict.kind).toBe('change');
    expect(verdict.confidence.probability).toBeLessThanOrEqual(0.8);
    expect(warnings[0]).toContain('128 MB has only 2 warm samples');
  });

  it('changes to another better size if the pick itself is a poor trade', () => {
    // 128 MB is the only size within 5 % of the cheapest, and takes 13 times as long.
    const { verdict } = adviceOn({
      durationMs: physicalMs(20, 400),
      noiseSd: 0.02,
      presentMb: 3008,
      sizesMb: [128, 2048, 3008],
    });

    expect(verdict).toMatchObject({ kind: 'change', reason: 'better', candidateMb: 2048 });
  });

  it('is undecided if noise hides the gain', () => {
    const { verdict, warnings } = adviceOn({
      durationMs: physicalMs(60, 60),
      noiseSd: 0.5,
      presentMb: 1024,
      sizesMb: [512, 1024, 1769],
    });

    expect(verdict.kind).toBe('undecided');
    expect(warnings.join()).toContain('Warm runs at the same size differ by');
  });

  it.each(['value', 'cost', 'speed'] as const)(
    'is undecided with %s if a smaller size was clearly faster than the present one',
    (kind) => {
      const objective = kind === 'value' ? { kind, costTolerancePercent: 5 } : { kind };
      const { verdict, picks, warnings } = adviceOn({
        durationMs: (mb) => (mb === 1024 ? 50 : 3),
        presentMb: 1024,
        sizesMb: [256, 512, 1024],
        state: { objective },
      });

      expect(verdict).toMatchObject({ kind: 'undecided', reason: 'fasterWithLess' });
      expect(verdict.settling?.powerValues).toContain(1024);
      expect(picks.recommended.memoryMb).toBe(1024);
      expect(warnings.join()).toContain('which more memory does not explain');
    },
  );

  it('trusts the figures of a larger size that is faster', () => {
    const { verdict } = adviceOn({
      durationMs: (mb) => (mb === 512 ? 50 : 6),
      presentMb: 512,
      sizesMb: [512, 1024],
    });

    expect(verdict).toMatchObject({ kind: 'change', candidateMb: 1024 });
  });

  it('is impossible if no size keeps the limit, and recommends the present size', () => {
    const { verdict, picks } = adviceOn({
      ...WAITING,
      state: { objective: { kind: 'limit', durationMsMax: 20, percentile: 95 } },
    });

    expect(verdict.kind).toBe('impossible');
    expect(verdict.text).toContain('no size can keep p95 under 20 ms');
    expect(picks.recommended.memoryMb).toBe(1024);
  });

  it('is change if the present size is too small, whatever the gain', () => {
    const { verdict } = adviceOn({
      ...WAITING,
      memoryMbNeeded: 300,
      presentMb: 128,
      facts: { improvementPercentMin: 90 },
    });

    expect(verdict).toMatchObject({ kind: 'change', reason: 'presentTooSmall' });
    expect(verdict.text).toContain('128 MB is too small (out of memory)');
  });

  describe('on cold starts', () => {
    const STARTED: GeneratedFunction = {
      durationMs: physicalMs(20, 300),
      coldStarts: { initMs: 100 },
      presentMb: 512,
      sizesMb: [256, 512, 1024],
      warmCount: 5,
      state: { objective: { kind: 'speed' } },
    };

    it('says that it is about cold starts, and counts them', () => {
      const { verdict, picks, besideMemory } = adviceOn(STARTED);

      expect(verdict).toMatchObject({ kind: 'change', candidateMb: 1024 });
      expect(verdict.text).toMatch(/^Change from 512 to 1024 MB for cold starts: /);
      expect(picks.recommended).toMatchObject({ warmSampleCount: 0, coldSampleCount: 5 });
      expect(besideMemory).toEqual([]);
    });

    it('does not mention sizes between the measured ones', () => {
      const { sentences, advice } = adviceFor(STARTED, SEED);

      expect(advice.flatRegion).toMatchObject({ minMb: 1024, maxMb: 1024 });
      expect(sentences.join(' ')).not.toMatch(/Any size from|measured or not|fitted curve/);
    });

    it('is undecided on fewer than three, and names the run that would settle it', () => {
      const noisy = { ...STARTED, durationMs: physicalMs(200, 20), noiseSd: 0.5, warmCount: 2 };
      const { verdict, warnings } = adviceOn({ ...noisy, coldStarts: { initMs: 5 } });

      expect(verdict.kind).toBe('undecided');
      expect(verdict.settling).toMatchObject({ coldStarts: true });
      const { powerValues = [], sampleCount = 0, invocationCount } = verdict.settling ?? {};
      expect(invocationCount).toBe(powerValues.length * sampleCount);
      expect(warnings.join(' ')).toContain('has only 2 cold starts');
    });

    it('is undecided if the present size could not be measured', () => {
      const failed = {
        ...anOutOfMemoryTier(512),
        outcome: { kind: 'failed', errorName: 'ThrottledError', message: 'busy' } as const,
      };
      const others = { ...STARTED, sizesMb: [256, 1024] };
      const { facts } = adviceFor(others, SEED);
      const state = { ...STARTED.state, tiers: [...facts.tiers, failed] };
      const { advice } = adviceFor({ ...others, state }, SEED);

      expect(advice.verdict).toMatchObject({ kind: 'undecided', reason: 'presentUnknown' });
      expect(advice.verdict.text).toBe(
        'Undecided for cold starts: 1024 MB looks best, but 512 MB, the present size, could not be measured.',
      );
    });
  });

  it('does not treat a failed measurement as a present size that does not work', () => {
    const failed = {
      ...anOutOfMemoryTier(1024),
      outcome: { kind: 'failed', errorName: 'NotReadyError', message: 'still pending' } as const,
    };
    const { facts } = adviceFor({ ...WAITING, sizesMb: [128, 512] }, SEED);
    const { advice } = adviceFor(
      {
        ...WAITING,
        sizesMb: [128, 512],
        state: { ...WAITING.state, tiers: [...facts.tiers, failed] },
      },
      SEED,
    );

    expect(advice.verdict).toMatchObject({ kind: 'change', reason: 'better' });
  });
});
