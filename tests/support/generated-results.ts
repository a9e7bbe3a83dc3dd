import { type AdviceFacts, adviseOn } from '../../shared/core/advice/advice.ts';
import { architectureAdvice } from '../../shared/core/advice/architecture-advice.ts';
import { coldRuns } from '../../shared/core/measurement/cold-runs.ts';
import type { Sample } from '../../shared/core/measurement/sample.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import {
  DEFAULT_PLANNER_SETTINGS,
  type PlannerSettings,
} from '../../shared/core/planner/planner-settings.ts';
import { decideTuning } from '../../shared/core/planner/tuning-decision.ts';
import type { TuningState } from '../../shared/core/planner/tuning-state.ts';
import { normalDraw, seededRandom } from '../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { anOutOfMemoryTier, aSample, aState, aTier } from './tuning-worlds.ts';

/** A function that is measured at fixed sizes, and the request about it. */
export interface GeneratedFunction {
  readonly durationMs: (memoryMb: number) => number;
  /** Standard deviation of ln duration between warm invocations. */
  readonly noiseSd?: number;
  /** Smaller sizes run out of memory. */
  readonly memoryMbNeeded?: number;
  readonly presentMb: number;
  readonly sizesMb: readonly number[];
  readonly warmCount?: number;
  /**
   * If present, cold starts are measured instead, `warmCount` of them; initialisation takes equally
   * long at every size.
   */
  readonly coldStarts?: { readonly initMs: number };
  /** Initialisation of an environment, milliseconds. */
  readonly initMs?: number;
  readonly state?: Partial<TuningState>;
  readonly facts?: Partial<AdviceFacts>;
  readonly setting?: Partial<AdviceFacts['setting']>;
  /** Duration on arm64. If present, arm64 is measured too, at the recommended size. */
  readonly arm64Ms?: (memoryMb: number) => number;
  /** Factor and weight of each class of payloads; absent if there is only one. */
  readonly classes?: readonly { readonly factor: number; readonly weight: number }[];
}

/**
 * Returns the duration of a function by memory size, ms: waiting time, and CPU time at a full vCPU
 * on one or more threads.
 */
export function physicalMs(waitMs: number, cpuMs: number, threads = 1) {
  return (memoryMb: number) => waitMs + cpuMs / Math.min(memoryMb / 1769, threads);
}

/** Measures a function with seeded noise, and advises on it. */
export function adviceFor(
  generated: GeneratedFunction,
  seed: number,
  settings: PlannerSettings = DEFAULT_PLANNER_SETTINGS,
) {
  const { presentMb, state: asked = {}, classes } = generated;
  const perClass = (classes ?? [{ factor: 1, weight: 1 }]).map(
    ({ factor, weight }, payloadClass) => ({
      weight,
      tiers: measuredTiers(generated, factor, {
        seed: seed * 31 + payloadClass,
        ...(classes && { payloadClass }),
      }),
    }),
  );
  const measured = generated.sizesMb.map((_, index) =>
    joined(perClass.map((one) => one.tiers[index])),
  );
  const isCold = generated.coldStarts !== undefined;
  const tiers = isCold ? coldRuns(measured, perClass.length) : measured;
  const state = aState({
    objective: { kind: 'value', costTolerancePercent: 5 },
    // Cold starts are judged size by size, without a curve.
    ...((!isCold || generated.sizesMb.includes(presentMb)) && {
      powerValueBefore: powerValue(presentMb),
    }),
    tiers,
    planSeed: seed,
    ...(isCold && { coldStarts: true as const }),
    ...(classes && { payloadClasses: perClass }),
    ...asked,
  });
  const decision = decideTuning(state, settings);
  if (decision.kind !== 'picked') {
    throw new RangeError(`Nothing was picked with seed ${seed}: ${decision.reason}`);
  }
  const facts: AdviceFacts = {
    decision,
    objective: state.objective,
    presentMb,
    improvementPercentMin: 1,
    isSamplingLimited: isCold,
    payloadClassCount: perClass.length,
    tiers: state.tiers,
    production: { kind: 'unavailable', reason: 'not asked' },
    drift: {},
    ...generated.facts,
    setting: {
      region: 'us-east-1',
      architecture: state.architecture,
      packageType: 'Zip',
      runtime: 'nodejs24.x',
      timeoutSeconds: 900,
      ephemeralStorageMb: 512,
      hasSnapStart: false,
      provisionedCount: 0,
      ...generated.setting,
    },
  };
  return { facts, state, measured, ...adviseOn(facts) };
}

/**
 * Measures a function on arm64 and advises on the architecture; `undefined` if arm64 is not
 * measured.
 */
export function measuredOnArm64(
  generated: GeneratedFunction,
  { state, advice, facts }: ReturnType<typeof adviceFor>,
) {
  const { arm64Ms: durationMs } = generated;
  if (durationMs === undefined) return undefined;
  const recommendedMb = advice.picks.recommended.memoryMb;
  const tiers = measuredTiers({ ...generated, durationMs, sizesMb: [recommendedMb] }, 1, {
    seed: state.planSeed,
  }).map((tier) => ({ ...tier, architecture: 'arm64' as const }));
  const other: TuningState = {
    ...state,
    architecture: 'arm64',
    price: priceOf('us-east-1', 'arm64'),
    tiers,
    earlierTiers: state.tiers,
  };
  const architecture = architectureAdvice({
    own: state,
    other,
    recommendedMb,
    improvementPercentMin: facts.improvementPercentMin,
    monthlyRate: facts.monthlyRate,
  });
  const decision = decideTuning(other);
  if (decision.kind !== 'picked') {
    throw new RangeError(`Nothing was picked on arm64: ${decision.reason}`);
  }
  return { architecture, tiers, decided: { architecture: 'arm64', decision } as const };
}

function measuredTiers(
  {
    durationMs,
    noiseSd = 0.04,
    memoryMbNeeded = 100,
    sizesMb,
    warmCount = 4,
    coldStarts,
    initMs = 200,
  }: GeneratedFunction,
  factor: number,
  { seed, payloadClass }: { readonly seed: number; readonly payloadClass?: number },
): readonly Tier[] {
  const random = seededRandom(seed);
  return sizesMb.map((memoryMb) => {
    if (memoryMb < memoryMbNeeded) {
      return anOutOfMemoryTier(memoryMb);
    }
    const sampleOf = (isCold: boolean): Sample =>
      aSample({
        durationMs:
          factor *
          durationMs(memoryMb) *
          Math.exp(noiseSd * normalDraw(random)) *
          (isCold ? 1.5 : 1),
        maxMemoryUsedMb: memoryMbNeeded,
        isCold,
        ...(isCold && { initDurationMs: coldStarts?.initMs ?? initMs }),
        ...(payloadClass !== undefined && { payloadClass }),
      });
    if (coldStarts !== undefined) {
      const starts = Array.from({ length: warmCount }, () => sampleOf(true));
      return aTier(memoryMb, [], { samples: starts });
    }
    const samples = [sampleOf(true), ...Array.from({ length: warmCount }, () => sampleOf(false))];
    return aTier(memoryMb, [], { samples });
  });
}

/** Joins the tiers of all payload classes into one. */
function joined(tiers: readonly (Tier | undefined)[]): Tier {
  const [first] = tiers;
  if (first === undefined) {
    throw new RangeError('A tier must be measured with at least one class of payloads');
  }
  return { ...first, samples: tiers.flatMap((tier) => tier?.samples ?? []) };
}
