import type { CurvePrior } from './curve-prior.ts';
import {
  type CurveWeights,
  curveWeights,
  locationVariance,
  residualCorrelation,
  type ScaleCell,
} from './curve-weights.ts';
import { at, choleskyFactor } from './dense-matrix.ts';
import { type DurationShapes, logShapeAt } from './duration-shapes.ts';
import { isOfEarlierRun } from './earlier-evidence.ts';
import { Matrix } from './matrix.ts';
import { normalDraw, seededRandom, type UniformRandom } from './seeded-random.ts';
import type { TierEvidence } from './tier-evidence.ts';

/** Joint draws of a function's duration curve from its posterior. */
export interface CurveDraws {
  readonly drawCount: number;
  /** ln(median duration in ms): draws x sizes. */
  readonly logDurationsMs: Matrix;
  /** Standard deviation of ln(duration) between invocations, for each draw. */
  readonly noiseSds: Float64Array;
}

/** Added to the diagonal, so that the covariance of neighbouring grid sizes stays invertible. */
const JITTER = 1e-6;

/**
 * Draws curves: shape and scales by weight (systematic resampling), then the level from its normal
 * posterior, then the residual by Matheron's rule (a draw from the prior, moved to agree with the
 * tiers). Measured tiers are thus reproduced within their noise, and the spread between them is
 * realistic.
 *
 * @param sizesMb Sizes of the columns; they include every tier of the evidence.
 */
export function drawCurves(
  evidence: readonly TierEvidence[],
  sizesMb: Float64Array,
  options: {
    readonly shapes: DurationShapes;
    readonly prior: CurvePrior;
    readonly burstCpuMs: number;
    readonly drawCount: number;
    readonly seed: number;
  },
): CurveDraws {
  const { shapes, prior, burstCpuMs, drawCount } = options;
  const random = seededRandom(options.seed);
  const posterior = curveWeights(evidence, shapes, { prior, burstCpuMs });
  const correlations = gridCorrelations(sizesMb, prior.residualLength);
  const factor = choleskyFactor(correlations);
  const tierColumns = evidence.map((tier) => sizesMb.indexOf(tier.memoryMb));
  const logDurationsMs = new Matrix(drawCount, sizesMb.length);
  const noiseSds = new Float64Array(drawCount);
  resample(posterior, drawCount, random).forEach((chosen, draw) => {
    const cell = posterior.cells[Math.floor(chosen / shapes.count)] as ScaleCell;
    const shape = chosen % shapes.count;
    const gaps = posterior.gaps.row(shape);
    const level = levelDraw(cell, gaps, random);
    const row = residualDraw(factor, cell.residualSd, random);
    const pulls = tierPulls(evidence, cell, { gaps, level, random, row, tierColumns, prior });
    for (let column = 0; column < sizesMb.length; column += 1) {
      let residual = at(row, column);
      tierColumns.forEach((tierColumn, tier) => {
        residual += correlations.get(column, tierColumn) * at(pulls, tier);
      });
      const memoryMb = at(sizesMb, column);
      const logShape = logShapeAt(shapes, shape, { memoryMb, burstCpuMs });
      logDurationsMs.set(draw, column, level + residual + logShape);
    }
    noiseSds[draw] = cell.noiseSd;
  });
  return { drawCount, logDurationsMs, noiseSds };
}

function gridCorrelations(sizesMb: Float64Array, length: number): Matrix {
  const size = sizesMb.length;
  const correlations = new Matrix(size, size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const distance = Math.log(at(sizesMb, i) / at(sizesMb, j));
      correlations.set(i, j, residualCorrelation(distance, length) + (i === j ? JITTER : 0));
    }
  }
  return correlations;
}

/** Systematic resampling: places `count` evenly spaced points on the cumulative weights. */
function resample(posterior: CurveWeights, count: number, random: UniformRandom): Int32Array {
  const { weightTotal } = posterior;
  const weights = posterior.weights.values;
  const chosen = new Int32Array(count);
  const offset = random();
  let index = 0;
  let cumulated = at(weights, 0);
  for (let draw = 0; draw < count; draw += 1) {
    const target = ((draw + offset) / count) * weightTotal;
    while (cumulated < target && index < weights.length - 1) {
      index += 1;
      cumulated += at(weights, index);
    }
    chosen[draw] = index;
  }
  return chosen;
}

function levelDraw(cell: ScaleCell, gaps: Float64Array, random: UniformRandom): number {
  let sum = 0;
  for (let tier = 0; tier < gaps.length; tier += 1) {
    sum += at(cell.precisionRowSums, tier) * at(gaps, tier);
  }
  return sum / cell.precisionTotal + normalDraw(random) / Math.sqrt(cell.precisionTotal);
}

function residualDraw(factor: Matrix, sd: number, random: UniformRandom): Float64Array {
  const size = factor.rows;
  const normals = Float64Array.from({ length: size }, () => normalDraw(random));
  const row = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let j = 0; j <= i; j += 1) {
      sum += factor.get(i, j) * at(normals, j);
    }
    row[i] = sum * sd;
  }
  return row;
}

/**
 * Returns residualSd^2 C^-1 (gap - level - prior residual - noise), which moves the residual to the
 * tiers.
 */
function tierPulls(
  evidence: readonly TierEvidence[],
  cell: ScaleCell,
  draw: {
    readonly gaps: Float64Array;
    readonly level: number;
    readonly random: UniformRandom;
    readonly row: Float64Array;
    readonly tierColumns: readonly number[];
    readonly prior: CurvePrior;
  },
): Float64Array {
  const size = evidence.length;
  const hasShift = evidence.some(isOfEarlierRun);
  const shift = hasShift ? normalDraw(draw.random) : 0;
  const missing = Float64Array.from(evidence, (tier, index) => {
    const variance = locationVariance(tier, cell.noiseSd, draw.prior.intraclassCorrelation);
    const noise = Math.sqrt(variance) * normalDraw(draw.random) + tier.sharedShiftSd * shift;
    return at(draw.gaps, index) - draw.level - at(draw.row, draw.tierColumns[index] ?? 0) - noise;
  });
  const pulls = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let j = 0; j < size; j += 1) {
      sum += cell.precision.get(i, j) * at(missing, j);
    }
    pulls[i] = sum * cell.residualSd ** 2;
  }
  return pulls;
}
