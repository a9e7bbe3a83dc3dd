import { seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import type { TierEvidence } from '../../../shared/core/posterior/tier-evidence.ts';
import type { Truth } from './truth.ts';
import type { TuningTask } from './tuner.ts';

/** How production differs from the event that is measured, and what it is taken for. */
export interface ProductionKnown {
  /** Its events take this share longer, or the measured one does: 0.15 is 15 %. */
  readonly offset: number;
  /** What the planner takes the offset for: its standard deviation, as ln(duration). */
  readonly offsetSd: number;
}

/** Production is invoked so often that its median has no noise of its own. */
const OFTEN_INVOKED = 10_000;
const ENVIRONMENT_COUNT = 100;

/** What CloudWatch's median duration says of the present size, as one more point of the curve. */
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
