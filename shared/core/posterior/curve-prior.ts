/** A quantity that is zero with some probability, and log-normal otherwise. */
export interface SparseLogNormal {
  /** Probability that it is not zero. */
  readonly share: number;
  readonly logMean: number;
  readonly logSd: number;
}

/**
 * How the effective CPU share deviates from memory / 1769 around the knee. It is multiplied by
 * exp(b x exp(-(ln(c / centre) / width)^2 / 2)), with b normal.
 */
export interface KneeShape {
  /** ln(knee / 1769 MB): mean and standard deviation. */
  readonly logKneeMean: number;
  readonly logKneeSd: number;
  readonly bumpMean: number;
  readonly bumpSd: number;
  /** Centre of the bump, vCPU. */
  readonly bumpCentre: number;
  /** Standard deviation of the bump in ln(vCPU). */
  readonly bumpWidth: number;
}

/** The prior on a function's duration curve, before it is measured. */
export interface CurvePrior {
  /** Parts of the duration at 512 MB, relative to the serial CPU part. */
  readonly fixed: SparseLogNormal;
  readonly parallel: SparseLogNormal;
  readonly pressure: SparseLogNormal;
  readonly knee: { readonly x86_64: KneeShape; readonly arm64: KneeShape };
  /** Share of shapes whose serial part is one burst under the 20 ms quota. */
  readonly burstShare: number;
  /** Deviation from the physical shape: length scale of the Matern 3/2 process in ln(MB). */
  readonly residualLength: number;
  readonly residualSds: readonly number[];
  readonly residualWeights: readonly number[];
  /** Standard deviation of ln(duration) between invocations. */
  readonly noiseSds: readonly number[];
  readonly noiseWeights: readonly number[];
  /** Share of the noise variance that samples of one execution environment have in common. */
  readonly intraclassCorrelation: number;
}

/**
 * The prior that the planner uses. Component shares and spreads were fitted by marginal likelihood
 * to measured curves of ten families and rounded. `tests/bench/tuner/fit-prior.ts` fits it again,
 * with or without a family; docs/planner.md says how it was compared.
 *
 * Knee: at 1769 MB on x86_64; measured curves scatter from 1616 to 1944 MB. Just below it, the
 * effective CPU share of measured functions ranges from a little less to a little more than
 * proportional, with a mean near 0 that depends on one family; the mean is therefore set to 0 and
 * the spread is wide. On arm64 the step from 1024 to 1769 MB gains a factor of 1.58 instead of
 * 1.73, and there is still a gain above 1769 MB (1.135 at 2048): hence a negative bump and a later
 * knee.
 *
 * Noise: in 382 measured series the CV has quantiles from 3 to 43 % and a median of 9 %; the robust
 * CV is 3 %. Intraclass correlation: 0.05 to 0.64 where there is any, otherwise 0.
 */
export const DEFAULT_CURVE_PRIOR: CurvePrior = {
  fixed: { share: 0.6, logMean: -0.75, logSd: 2.2 },
  parallel: { share: 0.3, logMean: 0, logSd: 1.1 },
  pressure: { share: 0.83, logMean: -3, logSd: 2 },
  knee: {
    x86_64: {
      logKneeMean: 0.01,
      logKneeSd: 0.06,
      bumpMean: 0,
      bumpSd: 0.06,
      bumpCentre: 0.8,
      bumpWidth: 0.25,
    },
    arm64: {
      logKneeMean: 0.15,
      logKneeSd: 0.06,
      bumpMean: -0.1,
      bumpSd: 0.06,
      bumpCentre: 1,
      bumpWidth: 0.3,
    },
  },
  burstShare: 0.6,
  residualLength: 0.6,
  residualSds: [0.03, 0.08, 0.15, 0.4],
  residualWeights: [0.45, 0.25, 0.2, 0.1],
  noiseSds: [0.02, 0.04, 0.08, 0.14, 0.3, 0.5],
  noiseWeights: [0.15, 0.25, 0.33, 0.15, 0.08, 0.04],
  intraclassCorrelation: 0.15,
};
