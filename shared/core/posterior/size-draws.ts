import type { CurveDraws } from './curve-draws.ts';
import { at } from './dense-matrix.ts';
import { Matrix } from './matrix.ts';
import { normalDraw, seededRandom, type UniformRandom } from './seeded-random.ts';
import type { TierEvidence } from './tier-evidence.ts';

/** Prior for the spread of ln(duration) between cold starts, and its weight in samples. */
const SPREAD_PRIOR = 0.12;
const SPREAD_PRIOR_COUNT = 3;

/**
 * Draws durations jointly if no curve is known: each size from its own samples only. The spread
 * between samples is assumed to be the same at all sizes, because a few samples of one tier reveal
 * little about it.
 *
 * Uses the standard prior for variance and location of normal samples: the variance is drawn as sum
 * of squares / chi-squared, then each location with that variance / its number of samples.
 *
 * @param sizesMb Sizes of the columns. Draws at a size without evidence are NaN: nothing is known of a
 *   present size that could not be measured.
 */
export function drawSizes(
  evidence: readonly TierEvidence[],
  sizesMb: Float64Array,
  { drawCount, seed }: { readonly drawCount: number; readonly seed: number },
): CurveDraws {
  const random = seededRandom(seed);
  const squares = evidence.reduce(
    (sum, tier) => sum + tier.squaredDeviations,
    SPREAD_PRIOR_COUNT * SPREAD_PRIOR ** 2,
  );
  const degrees = evidence.reduce(
    (sum, tier) => sum + Math.max(0, tier.warmCount - 1),
    SPREAD_PRIOR_COUNT,
  );
  const columns = Array.from(sizesMb, (memoryMb) =>
    evidence.find((tier) => tier.memoryMb === memoryMb),
  );
  const logDurationsMs = new Matrix(drawCount, sizesMb.length);
  const noiseSds = Float64Array.from({ length: drawCount }, () =>
    Math.sqrt(squares / chiSquaredDraw(degrees, random)),
  );
  for (let draw = 0; draw < drawCount; draw += 1) {
    columns.forEach((tier, column) => {
      const { logDurationMs = Number.NaN, effectiveCount = 1 } = tier ?? {};
      const sd = at(noiseSds, draw) / Math.sqrt(effectiveCount);
      logDurationsMs.set(draw, column, logDurationMs + sd * normalDraw(random));
    });
  }
  return { drawCount, logDurationsMs, noiseSds };
}

/** Draws from a chi-squared distribution, as a sum of squared standard normal draws. */
function chiSquaredDraw(degrees: number, random: UniformRandom): number {
  let sum = 0;
  for (let index = 0; index < degrees; index += 1) {
    sum += normalDraw(random) ** 2;
  }
  return sum;
}
