import { coldSamples } from '../measurement/sample.ts';
import { billedSeconds, invocationCount, tuningCostUsd } from '../measurement/tier-figures.ts';
import { at } from '../posterior/dense-matrix.ts';
import type { Belief } from './belief.ts';
import type { TuningState } from './tuning-state.ts';

/** What a run has spent, or would spend, on measuring. */
export interface Exploration {
  readonly invocations: number;
  readonly usd: number;
  /** Billed time of all invocations, one after the other. */
  readonly seconds: number;
}

/** Extra billed time of a cold invocation before any was seen, ms. */
const COLD_EXTRA_MS_PRIOR = 500;

/** Everything that was spent so far; failed invocations count with what is known of their bill. */
export function explorationSoFar(state: TuningState): Exploration {
  return {
    invocations: invocationCount(state.tiers),
    usd: tuningCostUsd(state.tiers, state),
    seconds: billedSeconds(state.tiers),
  };
}

/** What stays of the budget after some spending; without end where nothing was said. */
export function budgetLeft(state: TuningState, spent: Exploration): Exploration {
  const { invocationsMax, usdMax, secondsMax } = state.budget ?? {};
  return {
    invocations: (invocationsMax ?? Number.POSITIVE_INFINITY) - spent.invocations,
    usd: (usdMax ?? Number.POSITIVE_INFINITY) - spent.usd,
    seconds: (secondsMax ?? Number.POSITIVE_INFINITY) - spent.seconds,
  };
}

/** Foretells what invocations of each size (grid column) cost. */
export function explorationForecast(state: TuningState, belief: Belief) {
  const { sizesMb } = belief.grid;
  const extras = coldExtras(state, belief);
  const durationMs = Float64Array.from(sizesMb, (_, column) => {
    let sum = 0;
    for (let draw = 0; draw < belief.drawCount; draw += 1) {
      sum += at(belief.durationsMs, draw * sizesMb.length + column);
    }
    return sum / belief.drawCount;
  });
  return (column: number, warmCount: number, coldCount: number): Exploration => {
    const memoryMb = at(sizesMb, column);
    const extraMs = coldCount > 0 ? coldCount * coldExtraMs(extras, memoryMb) : 0;
    const invocations = warmCount + coldCount;
    const extraUsd = (memoryMb / 1024) * (extraMs / 1000) * state.price.usdPerGbSecond;
    return {
      invocations,
      usd: invocations * at(belief.costUsdMeans, column) + extraUsd,
      seconds: (invocations * at(durationMs, column) + extraMs) / 1000,
    };
  };
}

interface ColdExtra {
  readonly memoryMb: number;
  readonly extraMs: number;
}

function coldExtras(state: TuningState, belief: Belief): readonly ColdExtra[] {
  return state.tiers.flatMap((tier) => {
    const cold = coldSamples(tier.samples);
    const evidence = belief.evidence.find((own) => own.memoryMb === tier.powerValue);
    if (cold.length === 0 || evidence === undefined) {
      return [];
    }
    const billedMs = cold.reduce((sum, sample) => sum + sample.billedDurationMs, 0) / cold.length;
    const extraMs = Math.max(0, billedMs - Math.exp(evidence.logDurationMs));
    return [{ memoryMb: tier.powerValue, extraMs }];
  });
}

/** From the nearest size seen; init does not depend on size and the cold run does: half each, in ln. */
function coldExtraMs(extras: readonly ColdExtra[], memoryMb: number): number {
  const distance = (extra: ColdExtra) => Math.abs(Math.log(extra.memoryMb / memoryMb));
  const nearest = extras.toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest === undefined
    ? COLD_EXTRA_MS_PRIOR
    : nearest.extraMs * Math.sqrt(nearest.memoryMb / memoryMb);
}
