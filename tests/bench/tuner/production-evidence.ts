import { seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import type { TierEvidence } from '../../../shared/core/posterior/tier-evidence.ts';
import type { Truth } from './truth.ts';
import type { TuningTask } from './tuner.ts';

/**
 * How production differs from the measured event, and how uncertain the planner considers that
 * difference.
 */
export interface ProductionKnown {
  /**
   * Share by which either its events take longer than the measured one, or the measured one takes
   * longer: 0.15 is 15 %.
   */
  readonly offset: number;
  /** Standard deviation of ln(duration) that the planner assumes for the offset. */
  readonly offsetSd: number;
}

/** Invocations in production: so many that its median has no noise of its own. */
const OFTEN_INVOKED = 10_000;
const ENVIRONMENT_COUNT = 100;

/**
 * Returns what CloudWatch's median duration says about the present size, as one more point of the
 * curve.
 */
export function productionEvidence(
  truth: Truth,
  { presentMb, seed }: Pick<TuningTask, 'presentMb' | 'seed'>,
  { offset, offsetSd }: ProductionKnown,
): TierEvidence {
  const isLonger = seededRandom(seed + 3)() < 0.5;
  const durationMs = truth.durationMs(presentMb) * (1 + offset) ** (isLonger ? 1 : -1);
  return {
    memoryMb: presentMb,
    logMemory: Math.log(presentMb),
    logDurationMs: Math.log(durationMs),
    warmCount: 0,
    effectiveCount: OFTEN_INVOKED,
    laneCount: ENVIRONMENT_COUNT,
    squaredDeviations: 0,
    ownSd: offsetSd,
    sharedShiftSd: 0,
  };
}
