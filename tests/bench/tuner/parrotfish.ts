import { billedCostUsd } from '../../../shared/core/pricing/billed-cost.ts';
import { sizeOf } from './curve-pick.ts';
import { type ExponentialCurve, fitExponential } from './exponential-fit.ts';
import type { ReplayedFunction } from './replayed-function.ts';
import type { Tuner } from './tuner.ts';

const SIZE_MB_MAX = 3008;
const SIZE_COUNT_MIN = 4;
const KERNEL_SD_MB = 200;
const CV_MAX = 0.05;
const POINTS_MAX = 20;

/** Differences between the published code and the paper. */
export interface ParrotfishSettings {
  readonly name: string;
  readonly samplesPerSize: number;
  readonly extraSamplesMax: number;
  readonly knowledgeThreshold: number;
}

/** Defaults of the code at commit 6bc5fee. */
export const PARROTFISH_CODE: ParrotfishSettings = {
  name: 'Parrotfish (code)',
  samplesPerSize: 4,
  extraSamplesMax: 8,
  knowledgeThreshold: 3,
};

/** Settings of the paper (SoCC '23). */
export const PARROTFISH_PAPER: ParrotfishSettings = {
  name: 'Parrotfish (paper)',
  samplesPerSize: 2,
  extraSamplesMax: 5,
  knowledgeThreshold: 2,
};

/**
 * Returns Parrotfish: it fits an exponential a0 + a1 e^(-m/a2) by absolute least squares, chooses
 * sizes by predicted cost times gathered knowledge, discards a parallel warm-up batch at every
 * size, and replaces samples until their CV is at most 5 %.
 */
export function parrotfish(settings: ParrotfishSettings): Tuner {
  return {
    name: settings.name,
    tune(subject, task) {
      const { sizesMb } = subject.truth;
      const upToMax = sizesMb.filter((mb) => mb <= SIZE_MB_MAX);
      // If all sizes exceed the tool's own maximum, it is given the first ones.
      const space = upToMax.length >= SIZE_COUNT_MIN ? upToMax : sizesMb.slice(0, SIZE_COUNT_MIN);
      const knowledge = new Float64Array(space.length);
      const points: { memoryMb: number; durationMs: number }[] = [];
      const measuredSizes = new Set<number>();
      let curve: ExponentialCurve | undefined;
      const measureAt = (memoryMb: number) => {
        measuredSizes.add(memoryMb);
        for (const durationMs of keptSamples(subject, memoryMb, settings)) {
          points.push({ memoryMb, durationMs });
        }
        space.forEach((other, i) => {
          knowledge[i] =
            (knowledge[i] ?? 0) + Math.exp(-((other - memoryMb) ** 2) / (2 * KERNEL_SD_MB ** 2));
        });
      };
      for (const index of [0, Math.ceil(space.length / 3), space.length - 1]) {
        measureAt(space[Math.min(index, space.length - 1)] ?? Number.NaN);
      }
      curve = fitExponential(points, curve);
      while (points.length <= POINTS_MAX) {
        const cost = space.map((mb) => mb * predict(curve as ExponentialCurve, mb));
        const optimum = cost.reduce((best, value, i) => (value < (cost[best] ?? 0) ? i : best), 0);
        if (1 + (knowledge[optimum] ?? 0) > settings.knowledgeThreshold) {
          break;
        }
        let next = -1;
        let nextScore = Number.POSITIVE_INFINITY;
        space.forEach((mb, i) => {
          const score = (cost[i] ?? 0) * (1 + (knowledge[i] ?? 0));
          if (!measuredSizes.has(mb) && score < nextScore) {
            [next, nextScore] = [mb, score];
          }
        });
        if (next < 0) {
          break;
        }
        measureAt(next);
        curve = fitExponential(points, curve);
      }
      const fitted = curve;
      const believed = space.map((memoryMb) => {
        const durationMs = predict(fitted, memoryMb);
        const costUsd = billedCostUsd({ memoryMb, billedDurationMs: durationMs }, subject.price);
        return { memoryMb, durationMs, costUsd };
      });
      return { pickMb: sizeOf(believed, task.objective) };
    },
  };
}

function predict(curve: ExponentialCurve, memoryMb: number): number {
  return curve.a0 + curve.a1 * Math.exp(-memoryMb / curve.a2);
}

function keptSamples(
  subject: ReplayedFunction,
  memoryMb: number,
  settings: ParrotfishSettings,
): readonly number[] {
  const lanes = Array.from({ length: settings.samplesPerSize }, (_, lane) => lane);
  for (const lane of lanes) {
    subject.invoke(memoryMb, lane);
  }
  let kept = lanes.map((lane) => subject.invoke(memoryMb, lane).billedDurationMs);
  for (let extra = 0; extra < settings.extraSamplesMax && variation(kept) > CV_MAX; extra += 1) {
    const value = subject.invoke(memoryMb, 0).billedDurationMs;
    for (const index of kept.keys()) {
      const replaced = kept.with(index, value);
      if (variation(replaced) < variation(kept)) {
        kept = replaced;
      }
    }
  }
  return kept;
}

function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}
