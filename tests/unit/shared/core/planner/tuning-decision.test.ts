import { describe, expect, it } from '@jest/globals';
import {
  decideTuning,
  type PickedDecision,
} from '../../../../../shared/core/planner/tuning-decision.ts';
import type { TuningState } from '../../../../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { anOutOfMemoryTier, aSample, aState, aTier } from '../../../../support/tuning-worlds.ts';

function picked(changes: Partial<TuningState>): PickedDecision {
  const decision = decideTuning(aState(changes));
  if (decision.kind !== 'picked') {
    throw new Error(`A size must be picked: ${decision.reason}`);
  }
  return decision;
}

const CPU_BOUND = [
  aTier(128, [8000, 8050]),
  aTier(512, [2000, 2010]),
  aTier(1769, [580, 585]),
  aTier(3008, [579]),
];

describe('decideTuning()', () => {
  it('picks nothing if nothing was measured', () => {
    expect(decideTuning(aState())).toMatchObject({ kind: 'none' });
    expect(decideTuning(aState({ tiers: [anOutOfMemoryTier(128)] }))).toMatchObject({
      kind: 'none',
      exploration: { invocations: 1 },
    });
  });

  it('picks the only tier, without much confidence', () => {
    const decision = picked({ tiers: [aTier(512, [100])] });

    expect(decision.pick).toBe(512);
    expect(decision.probabilityRegretUnder5Percent).toBeLessThan(0.6);
  });

  it('picks a tier with only cold samples if there is no other, and warns', () => {
    const samples = [aSample({ durationMs: 300, initDurationMs: 200, isCold: true })];

    const decision = picked({ tiers: [aTier(512, [], { samples })] });

    expect(decision.pick).toBe(512);
    expect(decision.warnings).toContainEqual({ kind: 'onlyColdSamples' });
  });

  it('reproduces the measurements and states the knee', () => {
    const decision = picked({ tiers: CPU_BOUND });
    const middle = decision.tiers.find((tier) => tier.powerValue === 512);

    expect(middle?.durationMs.median).toBeGreaterThan(1900);
    expect(middle?.durationMs.median).toBeLessThan(2100);
    expect(decision.kneeMb).toBeGreaterThan(1300);
    expect(decision.kneeMb).toBeLessThan(2000);
    expect(decision.pick).toBeLessThan(3008);
  });

  it('counts every invocation as paid', () => {
    const decision = picked({ tiers: CPU_BOUND });

    // Seven warm and four cold ones, each with an init of 200 ms.
    expect(decision.exploration.invocations).toBe(11);
    expect(decision.exploration.optimumInvocations).toBeGreaterThan(11);
  });

  it('judges cold starts by the samples of each size, and no sizes in between', () => {
    const tiers = [
      aTier(256, [], { samples: [900, 910, 905].map((durationMs) => aSample({ durationMs })) }),
      aTier(1024, [], { samples: [500, 505, 495].map((durationMs) => aSample({ durationMs })) }),
    ];

    const decision = picked({ tiers, coldStarts: true, objective: { kind: 'speed' } });

    expect(decision.pick).toBe(1024);
    expect(decision.curve.map(({ powerValue }) => powerValue)).toEqual([256, 1024]);
    expect(decision.kneeMb).toBeUndefined();
    const [small, large] = decision.tiers.map(({ durationMs }) => durationMs.median);
    expect(small).toBeGreaterThan(870);
    expect(small).toBeLessThan(940);
    expect(large).toBeGreaterThan(480);
    expect(large).toBeLessThan(520);
  });

  it('prices a cold start by its billed duration, not by its duration', () => {
    // A restore is billed for less time than it takes.
    const restored = aSample({ durationMs: 1_000, billedDurationMs: 400 });
    const tiers = [aTier(1024, [], { samples: [restored, restored, restored] })];

    const { costUsd } = picked({ tiers, coldStarts: true });

    // 0.4 GB-seconds and the request fee.
    expect(costUsd.median * 1e6).toBeCloseTo(0.4 * 16.6667 + 0.2, 0);
  });

  it('knows nothing of a present size without a cold start, because there is no curve', () => {
    const tiers = [
      anOutOfMemoryTier(128),
      aTier(512, [], { samples: [aSample({ durationMs: 400 }), aSample({ durationMs: 410 })] }),
    ];
    const powerValueBefore = powerValue(128);

    expect(picked({ tiers, powerValueBefore, coldStarts: true }).present).toBeUndefined();
    expect(picked({ tiers, powerValueBefore }).present?.durationMs.median).toBeGreaterThan(400);
  });

  it('picks the fastest size for `speed` and one under the limit for `limit`', () => {
    const objective = { kind: 'limit', durationMsMax: 1000, percentile: 95 } as const;

    expect(picked({ tiers: CPU_BOUND, objective: { kind: 'speed' } }).pick).toBeGreaterThan(1024);
    expect(picked({ tiers: CPU_BOUND, objective }).pick).toBe(1769);
    const productionDurationMs = { p50: 2000, p95: 2040 };
    expect(
      picked({ tiers: CPU_BOUND, objective, productionDurationMs }).probabilityPromiseKept,
    ).toBeGreaterThan(0.9);
  });

  it('combines payload classes by weight', () => {
    const small = [aTier(128, [100, 101]), aTier(1769, [99, 100])];
    const large = [aTier(128, [80_000, 80_100]), aTier(1769, [5000, 5010])];
    const classes = (weight: number) => [
      { weight, tiers: small },
      { weight: 1, tiers: large },
    ];
    const tiers = small;

    expect(picked({ tiers, payloadClasses: classes(100_000) }).pick).toBe(128);
    expect(picked({ tiers, payloadClasses: classes(0.001) }).pick).toBe(1769);
  });

  it('uses the tail of production if it is known', () => {
    const objective = { kind: 'limit', durationMsMax: 700, percentile: 95 } as const;
    const tiers = [aTier(1024, [500, 505, 510]), aTier(2048, [480, 490, 485])];
    const kept = (p95: number) =>
      picked({ tiers, objective, productionDurationMs: { p50: 500, p95 } }).probabilityPromiseKept;

    expect(kept(600)).toBeGreaterThan(0.95);
    // The 95th percentile is twice the median: about 1000 ms at both sizes.
    expect(kept(1000)).toBeLessThan(0.05);
  });
});
