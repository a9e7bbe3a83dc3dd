import { FULL_VCPU_MB, VCPU_MAX } from '../power-value.ts';
import type { CurvePrior, KneeShape, SparseLogNormal } from './curve-prior.ts';
import { at } from './dense-matrix.ts';
import { normalQuantile } from './normal-distribution.ts';
import { quotaStretch } from './quota-stretch.ts';

/**
 * Number of shapes that represent the prior: enough that tens of them keep weight in a posterior of
 * 15 samples.
 */
const SHAPE_COUNT = 2048;

/** Size at which the other parts of a shape are stated relative to its serial part, MB. */
const REFERENCE_MB = 512;

/** Size at which the memory pressure term has its full value, MB. */
const PRESSURE_MB = 128;

/** Index of the first low-discrepancy point used; the earliest ones are too regular. */
const HALTON_START = 20;

/** Ten quota periods: the duration of longer bursts is practically proportional. */
const BURST_CPU_MS_MAX = 200;

/** Spread of a burst's CPU time around its estimate, in ln. */
const BURST_LOG_SD = 0.15;

/**
 * Physical duration curves up to a scale factor, one for each index:
 *
 *     t(c) = fixed + serial / min(c, knee) + parallel / min(c, 6) + pressure (128/m)^2, c = m/1769
 */
export interface DurationShapes {
  readonly count: number;
  readonly fixed: Float64Array;
  readonly serial: number;
  readonly parallel: Float64Array;
  readonly pressure: Float64Array;
  /** Knee in vCPU. */
  readonly knee: Float64Array;
  /** Amplitude of the bump of the CPU share near the knee. */
  readonly bump: Float64Array;
  readonly kneeShape: KneeShape;
  /** Factor on the estimated CPU time if the serial part is one burst; 0 if it is not. */
  readonly burst: Float64Array;
}

/** Spreads shapes evenly over the prior (Halton points through the inverse distributions). */
export function durationShapes(prior: CurvePrior, kneeShape: KneeShape): DurationShapes {
  const column = (base: number) =>
    Float64Array.from({ length: SHAPE_COUNT }, (_, index) =>
      radicalInverse(index + HALTON_START, base),
    );
  const serial = REFERENCE_MB / FULL_VCPU_MB;
  const parallelAtReference = REFERENCE_MB / FULL_VCPU_MB;
  const pressureAtReference = (REFERENCE_MB / PRESSURE_MB) ** 2;
  return {
    count: SHAPE_COUNT,
    serial,
    fixed: column(3).map((u) => sparseQuantile(prior.fixed, u)),
    parallel: column(5).map((u) => sparseQuantile(prior.parallel, u) * parallelAtReference),
    pressure: column(7).map((u) => sparseQuantile(prior.pressure, u) * pressureAtReference),
    knee: column(11).map((u) =>
      Math.exp(kneeShape.logKneeMean + kneeShape.logKneeSd * normalQuantile(u)),
    ),
    bump: column(2).map((u) => kneeShape.bumpMean + kneeShape.bumpSd * normalQuantile(u)),
    kneeShape,
    burst: column(13).map((u) =>
      u < prior.burstShare ? Math.exp(BURST_LOG_SD * normalQuantile(u / prior.burstShare)) : 0,
    ),
  };
}

/**
 * Returns ln of a shape's duration at a memory size, up to the function's own scale factor.
 *
 * @param burstCpuMs Estimated CPU time of the function at a full vCPU, for shapes that are bursts.
 */
export function logShapeAt(
  shapes: DurationShapes,
  index: number,
  point: { readonly memoryMb: number; readonly burstCpuMs: number },
): number {
  const share = point.memoryMb / FULL_VCPU_MB;
  return Math.log(
    at(shapes.fixed, index) +
      shapes.serial * serialStretch(shapes, index, share, point.burstCpuMs) +
      at(shapes.parallel, index) / Math.min(share, VCPU_MAX) +
      at(shapes.pressure, index) * (PRESSURE_MB / point.memoryMb) ** 2,
  );
}

function serialStretch(
  shapes: DurationShapes,
  index: number,
  share: number,
  burstCpuMs: number,
): number {
  const burst = at(shapes.burst, index);
  if (burst > 0 && burstCpuMs < BURST_CPU_MS_MAX) {
    return quotaStretch(share, burst * burstCpuMs);
  }
  const { bumpCentre, bumpWidth } = shapes.kneeShape;
  const distance = Math.log(share / bumpCentre) / bumpWidth;
  const bump = at(shapes.bump, index) * Math.exp((-distance * distance) / 2);
  return 1 / Math.min(share * Math.exp(bump), at(shapes.knee, index));
}

function sparseQuantile(distribution: SparseLogNormal, probability: number): number {
  const { share, logMean, logSd } = distribution;
  return probability < share ? Math.exp(logMean + logSd * normalQuantile(probability / share)) : 0;
}

/** Returns the radical inverse of an index in a base: the Halton sequence (1960). */
function radicalInverse(index: number, base: number): number {
  let [result, fraction] = [0, 1];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    fraction /= base;
    result += fraction * (rest % base);
  }
  return result;
}
