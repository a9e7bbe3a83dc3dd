import type { Sample } from '../../shared/core/measurement/sample.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import { DEFAULT_PLANNER_SETTINGS } from '../../shared/core/planner/planner-settings.ts';
import { nextMeasurements, type PlanStep } from '../../shared/core/planner/tuning-plan.ts';
import type { TuningState } from '../../shared/core/planner/tuning-state.ts';
import { normalDraw, seededRandom } from '../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';

/** Returns a warm sample of lane 0, with 64 MB used, unless changed. */
export function aSample(changes: Partial<Sample> = {}): Sample {
  const durationMs = changes.durationMs ?? 100;
  return {
    durationMs,
    billedDurationMs: Math.ceil(durationMs + (changes.initDurationMs ?? 0)),
    maxMemoryUsedMb: 64,
    isCold: false,
    lane: 0,
    ...changes,
  };
}

/**
 * Returns a measured tier with these warm durations, after one cold invocation of twice the first.
 */
export function aTier(
  memoryMb: number,
  warmMs: readonly number[],
  changes: Partial<Tier> = {},
): Tier {
  const cold = aSample({ durationMs: 2 * (warmMs[0] ?? 100), initDurationMs: 200, isCold: true });
  return {
    powerValue: powerValue(memoryMb),
    outcome: { kind: 'measured' },
    samples: [cold, ...warmMs.map((durationMs) => aSample({ durationMs }))],
    errorCount: 0,
    errorBilledDurationMs: 0,
    ...changes,
  };
}

/** Returns a tier that ran out of memory. */
export function anOutOfMemoryTier(memoryMb: number): Tier {
  return aTier(memoryMb, [], {
    samples: [],
    errorCount: 1,
    errorBilledDurationMs: 0,
    outcome: { kind: 'infeasible', reason: 'outOfMemory', message: 'signal: killed' },
  });
}

/** Returns the state of a question about cost, with nothing measured yet. */
export function aState(changes: Partial<TuningState> = {}): TuningState {
  return {
    objective: { kind: 'cost' },
    architecture: 'x86_64',
    price: priceOf('us-east-1', 'x86_64'),
    ephemeralStorageMb: 512,
    concurrencyMax: 20,
    tiers: [],
    planSeed: 1,
    ...changes,
  };
}

/** The planner's settings with fewer draws: properties hold for any number, and tests stay fast. */
export const FEW_DRAWS = { ...DEFAULT_PLANNER_SETTINGS, drawCount: 96, imaginedDrawCount: 64 };

/** A simulated function. */
export interface World {
  durationMs(memoryMb: number): number;
  readonly noiseSd: number;
  /** Smaller sizes run out of memory. */
  readonly memoryMbNeeded: number;
  readonly seed: number;
}

/** Course of a run of the planner on a simulated function. */
export interface TuningRun {
  readonly steps: readonly PlanStep[];
  readonly state: TuningState;
}

/**
 * Lets the planner measure a simulated function until it is complete, or `roundsMax` rounds have
 * passed.
 */
export function tuneWorld(world: World, start: TuningState, roundsMax = 100): TuningRun {
  const random = seededRandom(world.seed);
  const steps: PlanStep[] = [];
  let state = start;
  const sampleOf = (memoryMb: number, lane: number, isCold: boolean): Sample =>
    aSample({
      durationMs:
        world.durationMs(memoryMb) *
        Math.exp(world.noiseSd * normalDraw(random)) *
        (isCold ? 1.5 : 1),
      ...(isCold ? { initDurationMs: 200 } : {}),
      maxMemoryUsedMb: Math.min(memoryMb, world.memoryMbNeeded),
      isCold,
      lane,
    });
  const measured = (plan: Measurement): Tier => {
    const known = state.tiers.find((tier) => tier.powerValue === plan.powerValue);
    if (plan.powerValue < world.memoryMbNeeded) {
      return anOutOfMemoryTier(plan.powerValue);
    }
    const firstNew = plan.laneCount - plan.newLaneCount;
    const cold = Array.from({ length: plan.newLaneCount }, (_, index) =>
      sampleOf(plan.powerValue, firstNew + index, true),
    );
    const warm = Array.from({ length: plan.warmSampleCount }, (_, index) =>
      sampleOf(plan.powerValue, index % plan.laneCount, false),
    );
    const samples = [...(known?.samples ?? []), ...cold, ...warm];
    return aTier(plan.powerValue, [], { samples });
  };
  for (let round = 0; round < roundsMax; round += 1) {
    const step = nextMeasurements(state, FEW_DRAWS);
    steps.push(step);
    if (step.kind === 'complete') {
      return { steps, state };
    }
    const fresh = step.measurements.map(measured);
    const others = state.tiers.filter(
      (tier) => !fresh.some((own) => own.powerValue === tier.powerValue),
    );
    const tiers = [...others, ...fresh].toSorted((a, b) => a.powerValue - b.powerValue);
    state = { ...state, tiers, roundsDone: round + 1 };
  }
  return { steps, state };
}
