import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { warmSamples } from '../../../../../shared/core/measurement/sample.ts';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import type { Objective } from '../../../../../shared/core/planner/objective.ts';
import { decideTuning } from '../../../../../shared/core/planner/tuning-decision.ts';
import { nextMeasurements } from '../../../../../shared/core/planner/tuning-plan.ts';
import { normalDraw, seededRandom } from '../../../../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { priceOf } from '../../../../../shared/core/pricing/price-table.ts';
import {
  anOutOfMemoryTier,
  aSample,
  aState,
  aTier,
  FEW_DRAWS,
  tuneWorld,
} from '../../../../support/tuning-worlds.ts';

const RUNS = { numRuns: 8 };
const HOSTILE_RUNS = { numRuns: 20 };

const objectives: fc.Arbitrary<Objective> = fc.oneof(
  fc.constant<Objective>({ kind: 'cost' }),
  fc.constant<Objective>({ kind: 'speed' }),
  fc.constant<Objective>({ kind: 'value', costTolerancePercent: 5 }),
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((weight) => ({ kind: 'balanced', weight }) as const),
  fc.constant<Objective>({ kind: 'tolerance', costTolerancePercent: 10 }),
  fc
    .double({ min: 1, max: 5000, noNaN: true })
    .map((durationMsMax) => ({ kind: 'limit', durationMsMax, percentile: 95 }) as const),
);

const worlds = fc.record({
  fixedMs: fc.double({ min: 0.1, max: 5000, noNaN: true }),
  cpuMs: fc.double({ min: 0.1, max: 5000, noNaN: true }),
  noiseSd: fc.constantFrom(0, 0.03, 0.1, 0.5),
  memoryMbNeeded: fc.constantFrom(50, 100, 300, 1500, 20_000),
  seed: fc.integer(),
});

const presentSizes = fc.integer({ min: 128, max: 10_240 }).map(powerValue);

function worldOf(facts: {
  fixedMs: number;
  cpuMs: number;
  noiseSd: number;
  memoryMbNeeded: number;
  seed: number;
}) {
  const durationMs = (mb: number) => facts.fixedMs + facts.cpuMs / Math.min(1, mb / 1769);
  return { ...facts, durationMs };
}

/** Hostile tiers: any durations, any outcomes, any mix of cold and warm. */
const hostileTiers: fc.Arbitrary<readonly Tier[]> = fc
  .uniqueArray(fc.integer({ min: 128, max: 10_240 }), { minLength: 0, maxLength: 6 })
  .chain((sizes) =>
    fc.tuple(
      ...sizes.map((size) =>
        fc.record({
          powerValue: fc.constant(powerValue(size)),
          outcome: fc.constantFrom<Tier['outcome']>(
            { kind: 'measured' },
            { kind: 'failed', errorName: 'Error', message: 'boom' },
            { kind: 'infeasible', reason: 'outOfMemory', message: 'killed' },
            { kind: 'infeasible', reason: 'notAllowed', message: 'quota' },
          ),
          samples: fc.array(
            fc
              .record({
                durationMs: fc.double({ min: 0, max: 900_000, noNaN: true }),
                isCold: fc.boolean(),
                lane: fc.nat(3),
              })
              .map(aSample),
            { maxLength: 5 },
          ),
          errorCount: fc.nat(3),
          errorBilledDurationMs: fc.constant(0),
        }),
      ),
    ),
  );

describe('nextMeasurements()', () => {
  it('always stops, within its budget', () => {
    fc.assert(
      fc.property(worlds, objectives, fc.integer({ min: 0, max: 12 }), (facts, objective, most) => {
        const budget = { invocationsMax: most };

        const { steps, state } = tuneWorld(worldOf(facts), aState({ objective, budget }));

        const used = state.tiers.reduce((n, tier) => n + tier.samples.length + tier.errorCount, 0);
        expect(steps.at(-1)?.kind).toBe('complete');
        expect(used).toBeLessThanOrEqual(most);
      }),
      RUNS,
    );
  });

  it('needs at most three rounds, and takes at least three warm samples at the pick', () => {
    fc.assert(
      fc.property(worlds, objectives, presentSizes, (facts, objective, powerValueBefore) => {
        const world = worldOf({ ...facts, memoryMbNeeded: 50 });

        const { steps, state } = tuneWorld(world, aState({ objective, powerValueBefore }));

        const last = steps.at(-1);
        const pick =
          last?.kind === 'complete' && last.decision.kind === 'picked' ? last.decision.pick : 0;
        const samples = state.tiers.find((tier) => tier.powerValue === pick)?.samples ?? [];
        expect(steps.length - 1).toBeLessThanOrEqual(3);
        expect(warmSamples(samples).length).toBeGreaterThanOrEqual(3);
      }),
      RUNS,
    );
  });

  it('needs one round less if it does not contradict an earlier run of the function', () => {
    fc.assert(
      fc.property(worlds, objectives, presentSizes, (facts, objective, powerValueBefore) => {
        const world = worldOf({ ...facts, noiseSd: 0.01, memoryMbNeeded: 50 });
        const start = aState({ objective, powerValueBefore });
        const { state: before } = tuneWorld(world, start);
        const slower = { ...world, durationMs: (mb: number) => 2 * world.durationMs(mb) };

        const { steps, state } = tuneWorld(slower, { ...start, earlierTiers: before.tiers });

        const last = steps.at(-1);
        const decision = last?.kind === 'complete' ? last.decision : undefined;
        const pick = decision?.kind === 'picked' ? decision.pick : 0;
        const samples = state.tiers.find((tier) => tier.powerValue === pick)?.samples ?? [];
        expect(decision).toMatchObject({ isEarlierRunUsed: true });
        expect(steps.length - 1).toBeLessThanOrEqual(2);
        expect(warmSamples(samples).length).toBeGreaterThanOrEqual(3);
        expect(state.tiers.map((tier) => tier.powerValue)).toContain(powerValueBefore);
      }),
      RUNS,
    );
  });

  it('never picks a size that only an earlier run measured', () => {
    fc.assert(
      fc.property(worlds, hostileTiers, presentSizes, (facts, earlierTiers, powerValueBefore) => {
        const start = aState({ earlierTiers, powerValueBefore });

        const { steps, state } = tuneWorld(worldOf(facts), start);

        const last = steps.at(-1);
        const decision = last?.kind === 'complete' ? last.decision : undefined;
        const measured = state.tiers.filter((tier) => tier.samples.length > 0);
        expect(decision).toBeDefined();
        if (decision?.kind === 'picked') {
          expect(measured.map((tier) => tier.powerValue)).toContain(decision.pick);
        }
      }),
      RUNS,
    );
  });

  it('finds a size with at most six failures if the present one works', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 129, max: 3008 }), (facts, memoryMbNeeded) => {
        const powerValueBefore = powerValue(Math.min(10_240, Math.ceil(1.03 * memoryMbNeeded)));
        const world = worldOf({ ...facts, memoryMbNeeded });

        const { steps, state } = tuneWorld(world, aState({ powerValueBefore }));

        const last = steps.at(-1);
        const failed = state.tiers.filter((tier) => tier.samples.length === 0);
        expect(failed.length).toBeLessThanOrEqual(6);
        expect(last?.kind === 'complete' && last.decision.kind).toBe('picked');
      }),
      RUNS,
    );
  });

  it('gives the same plan for the same state and seed', () => {
    fc.assert(
      fc.property(hostileTiers, objectives, (tiers, objective) => {
        const state = aState({ tiers, objective });

        expect(nextMeasurements(state, FEW_DRAWS)).toEqual(nextMeasurements(state, FEW_DRAWS));
      }),
      RUNS,
    );
  });

  it('never measures a size at or below one that ran out of memory, nor picks one', () => {
    fc.assert(
      fc.property(worlds, objectives, (facts, objective) => {
        const budget = { invocationsMax: 10 };
        const { steps, state } = tuneWorld(worldOf(facts), aState({ objective, budget }));

        const killedMb = Math.max(
          0,
          ...state.tiers
            .filter((tier) => tier.outcome.kind === 'infeasible')
            .map((tier) => tier.powerValue),
        );
        const last = steps.at(-1);
        const decision = last?.kind === 'complete' ? last.decision : undefined;
        const pick = decision?.kind === 'picked' ? decision.pick : Number.POSITIVE_INFINITY;
        expect(pick).toBeGreaterThan(killedMb);
        expect(
          state.tiers.every(
            (tier) => tier.powerValue >= facts.memoryMbNeeded || tier.samples.length === 0,
          ),
        ).toBe(true);
      }),
      RUNS,
    );
  });

  it('respects size range and memory headroom, and measures the pick', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 128, max: 2000 }), (facts, lowest) => {
        const sizeRange = {
          powerValueMin: powerValue(lowest),
          powerValueMax: powerValue(3 * lowest),
        };
        const constraints = { memoryHeadroomPercent: 40, sizeRange };
        const budget = { invocationsMax: 8 };

        const { steps, state } = tuneWorld(worldOf(facts), aState({ constraints, budget }));

        const last = steps.at(-1);
        if (last?.kind === 'complete' && last.decision.kind === 'picked') {
          const { pick } = last.decision;
          expect(pick).toBeGreaterThanOrEqual(lowest);
          expect(pick).toBeLessThanOrEqual(3 * lowest);
          expect(facts.memoryMbNeeded).toBeLessThanOrEqual(0.6 * pick);
          expect(state.tiers.map((tier) => tier.powerValue)).toContain(pick);
        }
      }),
      RUNS,
    );
  });
});

describe('decideTuning()', () => {
  it('gives finite figures and an allowed size for any measurements', () => {
    fc.assert(
      fc.property(hostileTiers, objectives, (tiers, objective) => {
        const decision = decideTuning(aState({ tiers, objective }), FEW_DRAWS);

        if (decision.kind === 'picked') {
          const picked = tiers.find((tier) => tier.powerValue === decision.pick);
          const killedMb = tiers
            .filter(
              (tier) => tier.outcome.kind === 'infeasible' && tier.outcome.reason === 'outOfMemory',
            )
            .map((tier) => tier.powerValue);
          const { tiers: estimates } = decision;
          const pickLoss = estimates.find(
            (own) => own.powerValue === decision.pick,
          )?.expectedRegret;
          const confirmed = estimates.filter((own) => own.warmCount >= 3);
          // With `value`, a size beyond the tolerance does not compete, however much faster it is.
          const costUsdMax =
            objective.kind === 'value'
              ? Math.min(...confirmed.map((own) => own.costUsd.low)) *
                (1 + objective.costTolerancePercent / 100)
              : Number.POSITIVE_INFINITY;
          const rivals = confirmed
            .filter((own) => own.costUsd.high <= costUsdMax)
            .flatMap((own) => own.expectedRegret ?? []);
          expect(Math.min(...rivals, Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(
            pickLoss ?? 0,
          );
          expect(picked?.samples.length).toBeGreaterThan(0);
          expect(decision.pick).toBeGreaterThan(Math.max(0, ...killedMb));
          expect(Number.isFinite(decision.expectedRegret)).toBe(true);
          expect(decision.durationMs.low).toBeLessThanOrEqual(decision.durationMs.median);
          expect(decision.durationMs.median).toBeLessThanOrEqual(decision.durationMs.high);
          expect(decision.probabilityRegretUnder5Percent).toBeGreaterThanOrEqual(0);
          expect(decision.probabilityRegretUnder5Percent).toBeLessThanOrEqual(1);
        }
      }),
      HOSTILE_RUNS,
    );
  });

  it('narrows its intervals with more samples, on average', () => {
    const random = seededRandom(7);
    const draw = (count: number, centre: number) =>
      Array.from({ length: count }, () => centre * Math.exp(0.1 * normalDraw(random)));
    const widthOf = (count: number, seed: number) => {
      const tiers = [
        aTier(128, draw(count, 1500)),
        aTier(512, draw(count, 400)),
        aTier(1769, draw(count, 140)),
      ];
      const decision = decideTuning(aState({ tiers, planSeed: seed }), FEW_DRAWS);
      return decision.kind === 'picked'
        ? Math.log(decision.durationMs.high / decision.durationMs.low)
        : Number.NaN;
    };
    const meanWidth = (count: number) =>
      Array.from({ length: 8 }, (_, seed) => widthOf(count, seed)).reduce((a, b) => a + b) / 8;

    const [few, some, many] = [meanWidth(2), meanWidth(6), meanWidth(24)];

    expect(some).toBeLessThan(few);
    expect(many).toBeLessThan(some);
  });

  it('scales all durations of the result when all durations are scaled', () => {
    const { prior } = FEW_DRAWS;
    // Quota periods and the request fee do not scale with the durations, so both are left out.
    const settings = { ...FEW_DRAWS, prior: { ...prior, burstShare: 0 } };
    const price = { ...priceOf('us-east-1', 'x86_64'), usdPerRequest: 0 };
    const decide = (factor: number) =>
      decideTuning(
        aState({
          price,
          tiers: [
            aTier(128, [1500 * factor, 1620 * factor]),
            aTier(1024, [210 * factor, 190 * factor]),
          ],
        }),
        settings,
      );
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 500, noNaN: true }), (factor) => {
        const [one, other] = [decide(1), decide(factor)];

        if (one.kind !== 'picked' || other.kind !== 'picked') {
          throw new Error('A size must be picked');
        }
        one.curve.forEach((size, index) => {
          const scaled = other.curve[index]?.durationMs.median ?? Number.NaN;
          expect(scaled / size.durationMs.median / factor).toBeCloseTo(1, 6);
        });
        expect(other.pick).toBe(one.pick);
      }),
      { numRuns: 5 },
    );
  });

  it('never picks a size that ran out of memory', () => {
    fc.assert(
      fc.property(fc.constantFrom(256, 512, 1024), (killedMb) => {
        const tiers = [aTier(128, [100]), anOutOfMemoryTier(killedMb), aTier(2048, [90, 91])];

        const decision = decideTuning(aState({ tiers }), FEW_DRAWS);

        expect(decision.kind === 'picked' && decision.pick).toBe(2048);
      }),
      RUNS,
    );
  });
});
