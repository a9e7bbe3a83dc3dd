import type { Sample } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { at } from '../posterior/dense-matrix.ts';
import { normalQuantile } from '../posterior/normal-distribution.ts';
import { powerValue } from '../power-value.ts';
import { type Belief, beliefOf } from './belief.ts';
import type { Exploration } from './exploration-cost.ts';
import { bestMeasurement, type ValuedMeasurement } from './next-measurement.ts';
import type { PlannerSettings } from './planner-settings.ts';
import type { TuningState } from './tuning-state.ts';

/** Most sizes that one round measures side by side. */
const SIZE_COUNT_MAX = 5;

/**
 * Plans the next round: the best measurement first, then each further one that is worth its price
 * given an imagined outcome of those before it. In replay, one imagined outcome did as well as
 * three. Re-weighting the existing draws by the outcome, instead of drawing again, overvalued the
 * later measurements.
 *
 * @returns An empty list if nothing is worth its price, or nothing fits the budget.
 */
export function roundPlan(
  state: TuningState,
  belief: Belief,
  options: {
    readonly settings: PlannerSettings;
    readonly left: Exploration;
    readonly isLast: boolean;
  },
): readonly ValuedMeasurement[] {
  const { settings, isLast } = options;
  const chosen: ValuedMeasurement[] = [];
  let { left } = options;
  let [imaginedState, imaginedBelief] = [state, belief];
  let draw: number | undefined;
  while (chosen.length < Math.min(SIZE_COUNT_MAX, state.concurrencyMax)) {
    const scope = { settings, left, isLast, chosen };
    const next = bestMeasurement(imaginedState, imaginedBelief, scope);
    if (next === undefined) {
      break;
    }
    chosen.push(next);
    left = minus(left, next.forecast);
    draw ??= medianDraw(belief, next.column);
    imaginedState = imagined(state, belief, { chosen, draw });
    const fewer = { ...settings, drawCount: settings.imaginedDrawCount };
    const after = beliefOf(imaginedState, fewer);
    if (after === undefined) {
      break;
    }
    imaginedBelief = after;
  }
  return chosen;
}

function minus(left: Exploration, cost: Exploration): Exploration {
  return {
    invocations: left.invocations - cost.invocations,
    usd: left.usd - cost.usd,
    seconds: left.seconds - cost.seconds,
  };
}

/** Returns the index of the draw whose duration at a size is the median of all draws. */
function medianDraw({ logDurationsMs, drawCount }: Belief, column: number): number {
  const logMsOf = (draw: number) => logDurationsMs.get(draw, column);
  const draws = Array.from({ length: drawCount }, (_, draw) => draw);
  return draws.toSorted((a, b) => logMsOf(a) - logMsOf(b))[drawCount >> 1] ?? 0;
}

/** Returns the state after the chosen measurements if one drawn curve were the truth. */
function imagined(
  state: TuningState,
  belief: Belief,
  { chosen, draw }: { readonly chosen: readonly ValuedMeasurement[]; readonly draw: number },
): TuningState {
  const noiseSd = at(belief.noiseSds, draw);
  const samplesOf = (measurement: ValuedMeasurement, payloadClass: number): readonly Sample[] => {
    const { column, warmCount, newLaneCount, laneCount } = measurement;
    const logs = belief.classLogDurationsMs[payloadClass] ?? belief.logDurationsMs;
    const logMedian = logs.get(draw, column);
    return Array.from({ length: warmCount }, (_, index) => {
      const deviation = noiseSd * normalQuantile((index + 0.5) / warmCount);
      const durationMs = Math.exp(logMedian + deviation);
      return {
        durationMs,
        billedDurationMs: durationMs,
        maxMemoryUsedMb: 0,
        isCold: false,
        lane: newLaneCount > 0 ? laneCount + (index % newLaneCount) : 0,
        payloadClass,
      };
    });
  };
  const extended = (tiers: readonly Tier[], payloadClasses: readonly number[]) =>
    chosen.reduce<readonly Tier[]>((before, measurement) => {
      const samples = payloadClasses.flatMap((own) => samplesOf(measurement, own));
      return withSamples(before, measurement.memoryMb, samples);
    }, tiers);
  const { payloadClasses } = state;
  return {
    ...state,
    tiers: extended(state.tiers, [...(payloadClasses ?? [0]).keys()]),
    ...(payloadClasses && {
      payloadClasses: payloadClasses.map(({ weight, tiers }, index) => ({
        weight,
        tiers: extended(tiers, [index]),
      })),
    }),
  };
}

function withSamples(
  tiers: readonly Tier[],
  memoryMb: number,
  samples: readonly Sample[],
): readonly Tier[] {
  const known = tiers.find((tier) => tier.powerValue === memoryMb);
  const tier: Tier = known ?? {
    powerValue: powerValue(memoryMb),
    outcome: { kind: 'measured' },
    samples: [],
    errorCount: 0,
    errorBilledDurationMs: 0,
  };
  return [
    ...tiers.filter((own) => own !== known),
    { ...tier, samples: [...tier.samples, ...samples] },
  ];
}
