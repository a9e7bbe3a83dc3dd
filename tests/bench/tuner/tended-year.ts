import { KNOWN_RESULT_LIFE_MS } from '../../../shared/contract/known-result.ts';
import { DAY_MS } from '../../../shared/core/duration-units.ts';
import type { Tier } from '../../../shared/core/measurement/tier.ts';
import type { Objective } from '../../../shared/core/planner/objective.ts';
import {
  normalDraw,
  seededRandom,
  type UniformRandom,
} from '../../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../../shared/core/power-value.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';
import {
  baselineAfter,
  type ProductionBaseline,
  productionMove,
} from '../../../shared/core/production/production-move.ts';
import {
  PRODUCTION_WINDOW_DAYS,
  type ProductionPicture,
} from '../../../shared/core/production/production-picture.ts';
import type { MeasuredFunction } from './measured-function.ts';
import { type PickScore, pickScores } from './pick-score.ts';
import { ReplayedFunction } from './replayed-function.ts';
import { withDurations } from './scenarios.ts';
import { truthOf } from './truth.ts';
import type { Tuner } from './tuner.ts';

/** When a function is measured again, after it was tuned on the first day. */
export const TENDINGS = ['never', 'weekly', 'keep'] as const;

export type Tending = (typeof TENDINGS)[number];

const YEAR_DAYS = 364;
const RELEASE_DAYS = 30;
const WEEK_DAYS = 7;

/** Standard deviation of ln(duration) by which a release moves all durations. */
const RELEASE_SD = 0.1;
/**
 * Probability that a release adds a wait or removes it, and the longest wait as a share of the
 * shortest duration.
 */
const WAIT_PROBABILITY = 0.2;
const WAIT_SHARE_MAX = 0.5;
/**
 * Standard deviation by which the load of an event moves in a day: 0.11 in a month, 0.38 in a year.
 */
const LOAD_DAY_SD = 0.02;
/** The part of the shortest duration that does not depend on the load. */
const FIXED_SHARE = 0.5;

const OFTEN_INVOKED = 10_000;

/** Totals and means of a year. */
export interface TendedYear {
  readonly measurementCount: number;
  readonly invocationCount: number;
  /** Mean over the days of the regret of the size in use, as in {@link PickScore}. */
  readonly regret: number;
  readonly costVsCheapest: number;
}

/** The behaviour of a function on a day, compared with its measurement. */
interface DayOfYear {
  readonly isReleased: boolean;
  readonly truth: ReturnType<typeof truthOf>;
  readonly measured: MeasuredFunction;
}

/**
 * Simulates a year of a function that is released each month, and whose events grow or shrink: it
 * is tuned on the first day, and each pick is applied at once.
 */
export function tendedYear(
  tuner: Tuner,
  base: MeasuredFunction,
  options: {
    readonly tending: Tending;
    readonly objective: Objective;
    readonly seed: number;
  },
): TendedYear {
  const { tending, objective, seed } = options;
  const price = priceOf('us-east-1', base.architecture);
  const days = yearOf(base, seededRandom(seed));
  const inProduction: number[] = [];
  const scores: PickScore[] = [];
  let memoryMb = base.tiers[base.tiers.length >> 1]?.memoryMb ?? Number.NaN;
  let known: Known | undefined;
  let [measurementCount, invocationCount] = [0, 0];
  for (const [day, { isReleased, truth, measured }] of days.entries()) {
    const look = { day, isReleased, memoryMb, picture: pictureOf(inProduction) };
    if (known === undefined || isDue(tending, known, look)) {
      const subject = new ReplayedFunction(measured, truth, price, seededRandom(seed + day + 1));
      const answer = tuner.tune(subject, {
        objective,
        presentMb: memoryMb,
        seed: seed + day,
        invocationsMax: undefined,
        ...(known && { earlierTiers: known.tiers }),
      });
      memoryMb = answer.pickMb;
      known = { day, tiers: answer.tiers ?? [], baseline: undefined };
      measurementCount += 1;
      invocationCount += subject.invocationCount;
    }
    inProduction.push(truth.durationMs(memoryMb));
    scores.push(pickScores(truth, measured, objective)(memoryMb));
  }
  const mean = (value: (score: PickScore) => number) =>
    scores.reduce((sum, score) => sum + value(score), 0) / scores.length;
  return {
    measurementCount,
    invocationCount,
    regret: mean(({ regret }) => regret),
    costVsCheapest: mean(({ costVsCheapest }) => costVsCheapest),
  };
}

interface Known {
  readonly day: number;
  readonly tiers: readonly Tier[];
  baseline: ProductionBaseline | undefined;
}

interface Look {
  readonly day: number;
  readonly isReleased: boolean;
  readonly memoryMb: number;
  readonly picture: ProductionPicture;
}

function isDue(tending: Tending, known: Known, { day, isReleased, memoryMb, picture }: Look) {
  switch (tending) {
    case 'never':
      return false;
    case 'weekly':
      return day - known.day >= WEEK_DAYS;
    case 'keep': {
      const sizeMb = powerValue(memoryMb);
      const { baseline } = known;
      const look = { picture, memoryMb: sizeMb, nowMs: day * DAY_MS };
      known.baseline = baselineAfter(baseline, look);
      const hasMoved = baseline !== undefined && productionMove(baseline, look) !== undefined;
      return isReleased || hasMoved || (day - known.day) * DAY_MS >= KNOWN_RESULT_LIFE_MS;
    }
  }
}

/** Returns the days of the year, each with the function as it behaves then. */
function yearOf(base: MeasuredFunction, random: UniformRandom): readonly DayOfYear[] {
  const price = priceOf('us-east-1', base.architecture);
  const shortestMs = Math.min(...base.tiers.map(({ medianMs }) => medianMs));
  const fixedMs = FIXED_SHARE * shortestMs;
  let [factor, load, waitMs] = [1, 1, 0];
  return Array.from({ length: YEAR_DAYS }, (_, day) => {
    const isReleased = day > 0 && day % RELEASE_DAYS === 0;
    if (isReleased) {
      factor *= Math.exp(RELEASE_SD * normalDraw(random));
      if (random() < WAIT_PROBABILITY) {
        waitMs = waitMs > 0 ? 0 : WAIT_SHARE_MAX * random() * shortestMs;
      }
    }
    load *= Math.exp(LOAD_DAY_SD * normalDraw(random));
    const measured = withDurations(
      base,
      (ms) => waitMs + factor * (fixedMs + load * (ms - fixedMs)),
    );
    return { isReleased, measured, truth: truthOf(measured, 'measured', price) };
  });
}

/** Returns what CloudWatch shows of the last days. */
function pictureOf(inProduction: readonly number[]): ProductionPicture {
  const window = inProduction.slice(-PRODUCTION_WINDOW_DAYS).toSorted((a, b) => a - b);
  const medianMs = window[window.length >> 1];
  return medianMs === undefined
    ? { kind: 'noTraffic', dayCount: PRODUCTION_WINDOW_DAYS }
    : {
        kind: 'seen',
        dayCount: PRODUCTION_WINDOW_DAYS,
        invocationCount: OFTEN_INVOKED,
        errorCount: 0,
        throttleCount: 0,
        durationMs: {
          average: medianMs,
          p50: medianMs,
          p90: medianMs,
          p95: medianMs,
          p99: medianMs,
        },
      };
}
