import { describe, expect, it } from '@jest/globals';
import type { Architecture } from '../../../../../shared/core/architecture.ts';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { compareArchitectures } from '../../../../../shared/core/planner/architecture-comparison.ts';
import type { Objective } from '../../../../../shared/core/planner/objective.ts';
import type { TuningState } from '../../../../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { stateOn } from '../../../../support/architecture-states.ts';
import { measuredTier } from '../../../../support/measured-tiers.ts';

/** Durations with little variation, milliseconds. */
const around = (ms: number) => [0.98, 0.99, 1, 1.01, 1.02].map((factor) => factor * ms);

function stateOf(
  architecture: Architecture,
  tiers: readonly Tier[],
  { objective = { kind: 'cost' } as Objective, earlierTiers = [] as readonly Tier[] } = {},
): TuningState {
  const powerValueBefore = powerValue(512);
  return stateOn(architecture, { objective, tiers, earlierTiers, powerValueBefore });
}

const OWN = [measuredTier(512, around(200)), measuredTier(1024, around(100))];

/**
 * Compares x86_64 with arm64 at 1024 MB, where arm64 takes `factor` times as long. Per GB-second,
 * arm64 costs 1.33334e-5 instead of 1.66667e-5 USD.
 */
function onArm(factor: number, objective?: Objective) {
  const tiers = [measuredTier(1024, around(100 * factor))];
  return compareArchitectures(
    stateOf('x86_64', OWN, { ...(objective && { objective }) }),
    stateOf('arm64', tiers, { earlierTiers: OWN, ...(objective && { objective }) }),
  );
}

describe('compareArchitectures()', () => {
  it('prices each architecture by its own price', () => {
    const same = onArm(1);

    // 100 ms of 1 GB: 1.33334 USD a million on arm64, and 0.20 USD for the requests.
    expect(same?.other.costUsd.median).toBeCloseTo(1.54e-6, 7);
    expect(same?.own.costUsd.median).toBeGreaterThan(1.8e-6);
    expect(same?.probability).toBeGreaterThan(0.95);
    expect(same?.percent.median).toBeGreaterThan(10);
  });

  it('finds the other one worse if it is slower than its lower price makes up for', () => {
    expect(onArm(1.5)?.probability).toBeLessThan(0.05);
  });

  it('judges by the objective: the cheaper one need not be faster', () => {
    expect(onArm(1.1)?.probability).toBeGreaterThan(0.9);
    expect(onArm(1.1, { kind: 'speed' })?.probability).toBeLessThan(0.1);
  });

  it('applies a limit to both', () => {
    const limit = { kind: 'limit', durationMsMax: 130, percentile: 95 } as const;

    expect(onArm(1, limit)?.probability).toBeGreaterThan(0.9);
    expect(onArm(1.5, limit)?.probability).toBeLessThan(0.1);
  });

  it('compares with the given size, or with the best one by default', () => {
    const [own, other] = [stateOf('x86_64', OWN), stateOf('arm64', OWN)];

    expect(compareArchitectures(own, other, { ownMb: 512 })?.own.powerValue).toBe(512);
    expect(compareArchitectures(own, other, { ownMb: 1024 })?.own.powerValue).toBe(1024);
    expect([512, 1024]).toContain(compareArchitectures(own, other)?.own.powerValue);
  });

  it('is undefined while either architecture has no sample', () => {
    expect(compareArchitectures(stateOf('x86_64', OWN), stateOf('arm64', []))).toBeUndefined();
    expect(compareArchitectures(stateOf('x86_64', []), stateOf('arm64', OWN))).toBeUndefined();
  });
});
