import type { CurvePrior } from './curve-prior.ts';
import { at, choleskyFactor, inverseFromFactor, logDeterminant } from './dense-matrix.ts';
import { type DurationShapes, logShapeAt } from './duration-shapes.ts';
import { Matrix } from './matrix.ts';
import type { TierEvidence } from './tier-evidence.ts';

/** Cells are dropped if their within-tier log likelihood is this much below the best one's. */
const CELL_LOG_LIKELIHOOD_GAP_MAX = 14;

/** A combination of residual and noise scale, with the tier covariance that follows from it. */
export interface ScaleCell {
  readonly residualSd: number;
  readonly noiseSd: number;
  /** Inverse covariance C^-1 of the tiers' log locations. */
  readonly precision: Matrix;
  /** Row sums 1' C^-1 and their total: the level, with a flat prior, is integrated out. */
  readonly precisionRowSums: Float64Array;
  readonly precisionTotal: number;
  readonly logPrior: number;
}

/** Posterior weight of every shape under every scale cell. */
export interface CurveWeights {
  readonly cells: readonly ScaleCell[];
  /** Tier location minus shape: shapes x tiers. */
  readonly gaps: Matrix;
  /** Unnormalised weights: cells x shapes. */
  readonly weights: Matrix;
  readonly weightTotal: number;
  /** ln of the marginal likelihood of the tiers, up to a constant: for fitting a prior. */
  readonly logEvidence: number;
}

/** Returns the Matern 3/2 correlation at a distance in ln(MB). */
export function residualCorrelation(distance: number, length: number): number {
  const scaled = (Math.sqrt(3) * Math.abs(distance)) / length;
  return (1 + scaled) * Math.exp(-scaled);
}

/** Returns the variance of a tier's log location around the true curve. */
export function locationVariance(
  evidence: Pick<TierEvidence, 'effectiveCount' | 'laneCount' | 'ownSd'>,
  noiseSd: number,
  intraclassCorrelation: number,
): number {
  const { effectiveCount, laneCount, ownSd } = evidence;
  const own = (1 - intraclassCorrelation) / effectiveCount;
  return noiseSd ** 2 * (own + intraclassCorrelation / Math.max(1, laneCount)) + ownSd ** 2;
}

/**
 * Weights all shapes by the evidence of the tiers. With a flat prior on the level and Gaussian
 * residual and noise on the log scale, for gaps r and tier covariance C:
 *
 *     ln p = -(r'C^-1 r - (1'C^-1 r)^2 / 1'C^-1 1) / 2 - ln|C| / 2 - ln(1'C^-1 1) / 2
 *
 * The spread within tiers weights the noise scales.
 */
export function curveWeights(
  evidence: readonly TierEvidence[],
  shapes: DurationShapes,
  options: { readonly prior: CurvePrior; readonly burstCpuMs: number },
): CurveWeights {
  const cells = scaleCells(evidence, options.prior);
  const gaps = shapeGaps(evidence, shapes, options.burstCpuMs);
  const weights = new Matrix(cells.length, shapes.count);
  let best = Number.NEGATIVE_INFINITY;
  cells.forEach((cell, cellIndex) => {
    for (let shape = 0; shape < shapes.count; shape += 1) {
      const value = cell.logPrior - 0.5 * squaredMisfit(cell, gaps.row(shape));
      weights.set(cellIndex, shape, value);
      best = Math.max(best, value);
    }
  });
  let weightTotal = 0;
  weights.values.forEach((value, index) => {
    const weight = Math.exp(value - best);
    weights.values[index] = weight;
    weightTotal += weight;
  });
  const logEvidence = best + Math.log(weightTotal / shapes.count);
  return { cells, gaps, weights, weightTotal, logEvidence };
}

function shapeGaps(
  evidence: readonly TierEvidence[],
  shapes: DurationShapes,
  burstCpuMs: number,
): Matrix {
  const gaps = new Matrix(shapes.count, evidence.length);
  evidence.forEach(({ logDurationMs, memoryMb }, tier) => {
    for (let shape = 0; shape < shapes.count; shape += 1) {
      gaps.set(shape, tier, logDurationMs - logShapeAt(shapes, shape, { memoryMb, burstCpuMs }));
    }
  });
  return gaps;
}

function squaredMisfit(cell: ScaleCell, gaps: Float64Array): number {
  const { precision, precisionRowSums, precisionTotal } = cell;
  let [quadratic, level] = [0, 0];
  for (let i = 0; i < gaps.length; i += 1) {
    const gap = at(gaps, i);
    let sum = 0.5 * precision.get(i, i) * gap;
    for (let j = 0; j < i; j += 1) {
      sum += precision.get(i, j) * at(gaps, j);
    }
    quadratic += 2 * gap * sum;
    level += at(precisionRowSums, i) * gap;
  }
  return quadratic - (level * level) / precisionTotal;
}

function scaleCells(evidence: readonly TierEvidence[], prior: CurvePrior): readonly ScaleCell[] {
  const degrees = evidence.reduce((sum, tier) => sum + Math.max(0, tier.warmCount - 1), 0);
  const squares = evidence.reduce((sum, tier) => sum + tier.squaredDeviations, 0);
  const withinVariance = squares / (1 - prior.intraclassCorrelation);
  const noises = prior.noiseSds.map((noiseSd, index) => ({
    noiseSd,
    logWeight:
      Math.log(prior.noiseWeights[index] ?? 0) -
      degrees * Math.log(noiseSd) -
      withinVariance / (2 * noiseSd ** 2),
  }));
  const best = Math.max(...noises.map(({ logWeight }) => logWeight));
  const likely = noises.filter(({ logWeight }) => best - logWeight < CELL_LOG_LIKELIHOOD_GAP_MAX);
  return prior.residualSds.flatMap((residualSd, index) => {
    const residualLogWeight = Math.log(prior.residualWeights[index] ?? 0);
    return likely.map(({ noiseSd, logWeight }) =>
      scaleCell(evidence, prior, { residualSd, noiseSd, logWeight: logWeight + residualLogWeight }),
    );
  });
}

function scaleCell(
  evidence: readonly TierEvidence[],
  prior: CurvePrior,
  scales: { readonly residualSd: number; readonly noiseSd: number; readonly logWeight: number },
): ScaleCell {
  const { residualSd, noiseSd, logWeight } = scales;
  const size = evidence.length;
  const covariance = new Matrix(size, size);
  evidence.forEach((a, i) => {
    evidence.forEach((b, j) => {
      const correlation = residualCorrelation(a.logMemory - b.logMemory, prior.residualLength);
      covariance.set(i, j, residualSd ** 2 * correlation + a.sharedShiftSd * b.sharedShiftSd);
    });
    const noiseVariance = locationVariance(a, noiseSd, prior.intraclassCorrelation);
    covariance.set(i, i, residualSd ** 2 + a.sharedShiftSd ** 2 + noiseVariance);
  });
  const factor = choleskyFactor(covariance);
  const precision = inverseFromFactor(factor);
  const precisionRowSums = Float64Array.from({ length: size }, (_, row) =>
    precision.row(row).reduce((sum, value) => sum + value, 0),
  );
  const precisionTotal = precisionRowSums.reduce((sum, value) => sum + value, 0);
  const logPrior = logWeight - 0.5 * logDeterminant(factor) - 0.5 * Math.log(precisionTotal);
  return { residualSd, noiseSd, precision, precisionRowSums, precisionTotal, logPrior };
}
