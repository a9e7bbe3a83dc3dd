import { describe, expect, it } from '@jest/globals';
import {
  type ArchitectureFacts,
  architectureAdvice,
} from '../../../../../shared/core/advice/architecture-advice.ts';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { type Price, priceOf } from '../../../../../shared/core/pricing/price-table.ts';
import { stateOn } from '../../../../support/architecture-states.ts';
import { measuredTier } from '../../../../support/measured-tiers.ts';

const around = (ms: number, spread = 0.02) =>
  [1 - spread, 1 - spread / 2, 1, 1 + spread / 2, 1 + spread].map((factor) => factor * ms);

const OWN_TIERS = [measuredTier(512, around(200)), measuredTier(1024, around(100))];

function onArm(tier: Tier): Tier {
  return { ...tier, architecture: 'arm64' };
}

function advise(
  tiers: readonly Tier[],
  facts: Partial<ArchitectureFacts> = {},
  price: Partial<Price> = {},
) {
  const armPrice = { ...priceOf('us-east-1', 'arm64'), ...price };
  return architectureAdvice({
    own: stateOn('x86_64', { tiers: OWN_TIERS }),
    other: stateOn('arm64', { tiers, earlierTiers: OWN_TIERS, price: armPrice }),
    recommendedMb: 1024,
    improvementPercentMin: 1,
    ...facts,
  });
}

describe('architectureAdvice()', () => {
  it('advises a move that is clearly better, with the figures of both and the change', () => {
    const advice = advise([onArm(measuredTier(1024, around(90)))]);

    expect(advice).toMatchObject({
      kind: 'move',
      present: { architecture: 'x86_64', memoryMb: 1024, warmSampleCount: 5 },
      other: { architecture: 'arm64', memoryMb: 1024, warmSampleCount: 5 },
      invocationCount: 5,
      text: expect.stringMatching(
        /^arm64 at 1024 MB against x86_64 at 1024 MB: \d+ % cheaper, [\d.]+ % faster\. That is better by the strategy \(probability over 99 %\): move to arm64$/,
      ),
    });
    expect(advice).not.toHaveProperty('present.costUsdPerMonth');
  });

  it('states the monthly cost if the rate is known', () => {
    const monthlyRate = { invocationsPerMonth: 1_000_000, source: 'request' } as const;

    const advice = advise([onArm(measuredTier(1024, around(90)))], { monthlyRate });

    if (advice.kind === 'unmeasured') throw new Error('Both are measured');
    expect(advice.other.costUsdPerMonth).toBe(advice.other.costUsdPerMillion.median);
    expect(advice.present.costUsdPerMonth).toBe(advice.present.costUsdPerMillion.median);
  });

  it('advises against a move if the other architecture is worse', () => {
    expect(advise([onArm(measuredTier(1024, around(180)))])).toMatchObject({
      kind: 'stay',
      text: expect.stringMatching(
        /That is worse by the strategy \(probability over 99 %\): no reason to move$/,
      ),
    });
  });

  it('advises against a move that gains less than requested', () => {
    const advice = advise([onArm(measuredTier(1024, around(90)))], { improvementPercentMin: 60 });

    expect(advice).toMatchObject({
      kind: 'stay',
      text: expect.stringMatching(
        /That gains less than the 60 % that a change must bring: no reason to move$/,
      ),
    });
  });

  it('is undecided if the samples do not decide', () => {
    // The cost is equal if arm64 takes 1 / 0.8 times as long.
    expect(advise([onArm(measuredTier(1024, around(125, 0.4)))])).toMatchObject({
      kind: 'undecided',
      text: expect.stringMatching(
        /better by the strategy with a probability of \d+ %: too little to advise a move$/,
      ),
    });
  });

  it('says that a price is assumed', () => {
    const { text } = advise([onArm(measuredTier(1024, around(90)))], {}, { isPublished: false });

    expect(text).toMatch(/; the price of arm64 in this region is assumed$/);
  });

  it('says why there is nothing to compare', () => {
    const failed: Tier = {
      ...onArm(measuredTier(1024, [])),
      outcome: { kind: 'failed', errorName: 'Error', message: 'no arm64 binary' },
      errorCount: 3,
    };

    expect(advise([failed])).toEqual({
      kind: 'unmeasured',
      architecture: 'arm64',
      text: 'arm64 could not be compared: at 1024 MB: Error: no arm64 binary',
    });
    const { samples, ...cold } = onArm(measuredTier(1024, [90]));
    const started = { ...cold, samples: samples.map((sample) => ({ ...sample, isCold: true })) };
    expect(advise([started]).text).toBe(
      'arm64 could not be compared: no warm invocation was measured there',
    );
    expect(advise([]).text).toBe('arm64 could not be compared: nothing was measured there');
  });
});
