import { normalDraw, seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import type { MeasuredFunction, MeasuredTier } from './measured-function.ts';

const SIZES_MB = [128, 256, 512, 1024, 1769, 3008, 5120, 10_240] as const;
const FULL_VCPU_MB = 1769;
const VCPU_MAX = 6;

/** Standard deviation of a tier's independent deviation from the physical curve (log scale). */
const MODEL_ERROR_SD = 0.03;

/** Quantiles of the CV of 382 measured series, at 10, 25, 50, 75 and 90 %. */
const NOISE_CVS = [0.029, 0.049, 0.092, 0.144, 0.428] as const;

/**
 * Generates functions for a bench without traces: physical curves of random composition (I/O-bound
 * to CPU-bound, some parallel, some short of memory), 10 ms to 30 s at a full vCPU.
 */
export function generatedFunctions(count: number, seed: number): readonly MeasuredFunction[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const totalMs = 10 * 3000 ** random();
    const serialShare = random();
    const parallelShare = random() < 0.3 ? (1 - serialShare) * random() : 0;
    const fixedShare = 1 - serialShare - parallelShare;
    const pressure = random() < 0.5 ? 0.5 * random() : 0;
    const noiseCv = NOISE_CVS[Math.floor(random() * NOISE_CVS.length)] ?? 0.09;
    const coldFactor = 1 + 9 * random() ** 3;
    const tiers = SIZES_MB.map((memoryMb): MeasuredTier => {
      const share = memoryMb / FULL_VCPU_MB;
      const relative =
        fixedShare +
        serialShare / Math.min(share, 1) +
        parallelShare / Math.min(share, VCPU_MAX) +
        pressure * (128 / memoryMb) ** 2;
      return {
        memoryMb,
        medianMs: totalMs * relative * Math.exp(MODEL_ERROR_SD * normalDraw(random)),
        residualsByEnvironment: [],
        noiseSd: Math.sqrt(Math.log1p(noiseCv ** 2)),
        coldFactors: [coldFactor],
        initDurationsMs: [100 + 400 * random()],
        maxMemoryUsedMb: 64,
      };
    });
    return { name: `generated-${index + 1}`, architecture: 'x86_64', tiers };
  });
}
