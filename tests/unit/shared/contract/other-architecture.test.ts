import { describe, expect, it } from '@jest/globals';
import {
  costOfTuningUsd,
  otherArchitecture,
  pairedStates,
} from '../../../../shared/contract/other-architecture.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { aRequest, aTarget } from '../../../support/run-facts.ts';
import { anOutOfMemoryTier, aTier } from '../../../support/tuning-worlds.ts';

const BOTH = ['x86_64', 'arm64'];

describe('otherArchitecture()', () => {
  it.each([
    [BOTH, 'x86_64', 'arm64'],
    [BOTH, 'arm64', 'x86_64'],
    [['x86_64'], 'x86_64', undefined],
    [undefined, 'x86_64', undefined],
  ] as const)('of %j for a function on %s is %s', (architectures, own, other) => {
    const request = aRequest(architectures === undefined ? {} : { architectures });

    expect(otherArchitecture(request, aTarget({ architecture: own }))).toBe(other);
  });
});

describe('pairedStates()', () => {
  const own = aTier(512, [100, 100]);
  const tooSmall = anOutOfMemoryTier(128);
  const other: Tier = { ...aTier(512, [80]), architecture: 'arm64' };
  const facts = {
    request: aRequest({ architectures: BOTH, invocationsMax: 20 }),
    target: aTarget(),
    tiers: [tooSmall, own, other],
    earlierTiers: [aTier(1024, [50])],
    concurrencyMax: 20,
    production: { kind: 'noTraffic', dayCount: 14 },
  } as const;

  it('has the price and tiers of each, and uses the present one as an earlier run of the other', () => {
    const { own: present, other: moved } = pairedStates(facts, 'arm64', 1);

    expect(present).toMatchObject({ architecture: 'x86_64', powerValueBefore: 512 });
    expect(present.tiers).toEqual([tooSmall, own]);
    expect(present.earlierTiers).toEqual([aTier(1024, [50])]);
    expect(moved).toMatchObject({ architecture: 'arm64', roundsDone: 1 });
    expect(moved.price.usdPerGbSecond).toBeLessThan(present.price.usdPerGbSecond);
    expect(moved.earlierTiers).toEqual([tooSmall, own]);
    expect(moved).not.toHaveProperty('powerValueBefore');
  });

  it('knows the sizes that are too small without paying for them again', () => {
    const { other: moved } = pairedStates(facts, 'arm64');

    expect(moved.tiers).toContainEqual(other);
    expect(moved.tiers).toContainEqual({
      ...tooSmall,
      samples: [],
      errorCount: 0,
      errorBilledDurationMs: 0,
    });
  });

  it('gives the other one the budget that the present one left', () => {
    const spent = tooSmall.samples.length + tooSmall.errorCount + own.samples.length;

    expect(pairedStates(facts, 'arm64').other.budget).toEqual({ invocationsMax: 20 - spent });
  });
});

describe('costOfTuningUsd()', () => {
  it('counts each invocation at the price of its architecture', () => {
    const own = aTier(1024, [1000]);
    const other: Tier = { ...own, architecture: 'arm64' };

    const [x86, arm] = [own, other].map((tier) => costOfTuningUsd([tier], aTarget()));

    expect(arm).toBeLessThan(x86 ?? 0);
    expect(costOfTuningUsd([own, other], aTarget())).toBeCloseTo((x86 ?? 0) + (arm ?? 0), 12);
    expect(costOfTuningUsd([], aTarget())).toBe(0);
  });
});
