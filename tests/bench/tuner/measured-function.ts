import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from '../../../shared/core/architecture.ts';

/** Standard deviation of ln(duration) if a file does not state it: the median of 382 series. */
const NOISE_SD_UNKNOWN = 0.09;

/**
 * Upper limit of the deviation from a file. A larger one, beyond the 90 % quantile of measured
 * series, comes from one outlier in a p99.
 */
const NOISE_SD_MAX = 0.45;

/** 99 % quantile of the standard normal distribution. */
const NORMAL_99 = 2.326;

/** Cold run for a file without cold data: 1.5 x the warm median plus 200 ms of billed init. */
const COLD_FACTOR_DEFAULT = 1.5;
const INIT_MS_DEFAULT = 200;

/** Measurements of a function at one memory size. */
export interface MeasuredTier {
  readonly memoryMb: number;
  readonly medianMs: number;
  /** Warm durations divided by the tier's median, one list for each execution environment. */
  readonly residualsByEnvironment: readonly (readonly number[])[];
  /** Standard deviation of ln(duration), for tiers without residuals to draw from. */
  readonly noiseSd: number;
  /** Cold durations (without init) divided by the warm median. */
  readonly coldFactors: readonly number[];
  readonly initDurationsMs: readonly number[];
  readonly maxMemoryUsedMb: number;
}

/** A function with known durations, on which a tuner is replayed. Tiers ascend by memory. */
export interface MeasuredFunction {
  readonly name: string;
  readonly architecture: Architecture;
  readonly tiers: readonly MeasuredTier[];
}

interface TraceTier {
  readonly durations_ms?: readonly number[];
  readonly cold?: readonly number[];
  readonly instance?: readonly number[];
  readonly cold_durations_ms?: readonly number[];
  readonly init_ms?: readonly number[];
  readonly max_memory_mb?: readonly number[];
  readonly mean_ms?: number;
  readonly p99_ms?: number;
  readonly std_ms?: number;
  readonly cold_mean_ms?: number;
  readonly init_mean_ms?: number;
}

interface Trace {
  readonly arch?: string;
  readonly tiers: Readonly<Record<string, TraceTier>>;
}

/**
 * Reads all traces of a directory, sorted by file name; `powertuning-*` are too noisy to serve as
 * truth.
 */
export function readMeasuredFunctions(directory: string): readonly MeasuredFunction[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json') && !file.startsWith('powertuning-'))
    .sort()
    .map((file) => {
      const trace = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Trace;
      return measuredFunctionOf(file.replace(/\.json$/, ''), trace);
    })
    .filter((measured) => measured.tiers.length >= 2);
}

function measuredFunctionOf(name: string, trace: Trace): MeasuredFunction {
  const noiseSd = noiseSdOf(Object.values(trace.tiers));
  const tiers = Object.entries(trace.tiers)
    .map(([memoryMb, tier]) => measuredTierOf(Number(memoryMb), tier, noiseSd))
    .filter((tier) => tier.medianMs > 0)
    .sort((a, b) => a.memoryMb - b.memoryMb);
  return { name, architecture: trace.arch === 'arm64' ? 'arm64' : 'x86_64', tiers };
}

/**
 * Returns the median over the tiers: one outlier among 300 samples determines a p99, but not those
 * of all tiers.
 */
function noiseSdOf(tiers: readonly TraceTier[]): number {
  const known = tiers.flatMap(({ mean_ms: meanMs = 0, p99_ms: p99Ms, std_ms: sdMs }) => {
    if (p99Ms !== undefined && p99Ms > meanMs) {
      // ln(p99 / mean) = 2.326 s - s^2 / 2 of a log-normal distribution; no solution if the ratio
      // exceeds 14.
      const root = Math.max(0, NORMAL_99 ** 2 - 2 * Math.log(p99Ms / meanMs));
      return [NORMAL_99 - Math.sqrt(root)];
    }
    return sdMs === undefined ? [] : [Math.sqrt(Math.log1p((sdMs / meanMs) ** 2))];
  });
  return known.length === 0 ? NOISE_SD_UNKNOWN : Math.min(NOISE_SD_MAX, median(known));
}

function measuredTierOf(memoryMb: number, tier: TraceTier, noiseSd: number): MeasuredTier {
  // If `cold` marks nearly every run, the function's cold and warm runs are alike, and all are
  // kept.
  const durationsMs = tier.durations_ms ?? [];
  const medianMs = durationsMs.length > 0 ? median(durationsMs) : (tier.mean_ms ?? 0);
  const coldMs = tier.cold_durations_ms ?? (tier.cold_mean_ms ? [tier.cold_mean_ms] : []);
  const initMs = tier.init_ms ?? (tier.init_mean_ms ? [tier.init_mean_ms] : []);
  return {
    memoryMb,
    medianMs,
    residualsByEnvironment: residualsByEnvironment(durationsMs, tier.instance, medianMs),
    noiseSd,
    coldFactors: coldMs.length > 0 ? coldMs.map((ms) => ms / medianMs) : [COLD_FACTOR_DEFAULT],
    initDurationsMs: initMs.length > 0 ? initMs : [INIT_MS_DEFAULT],
    maxMemoryUsedMb: Math.min(memoryMb, Math.max(0, ...(tier.max_memory_mb ?? [64]))),
  };
}

function residualsByEnvironment(
  durationsMs: readonly number[],
  instance: readonly number[] | undefined,
  medianMs: number,
): readonly (readonly number[])[] {
  if (durationsMs.length === 0) {
    return [];
  }
  if (instance === undefined) {
    return [durationsMs.map((ms) => ms / medianMs)];
  }
  const byInstance = new Map<number, number[]>();
  durationsMs.forEach((ms, index) => {
    const key = instance[index] ?? -1;
    byInstance.set(key, [...(byInstance.get(key) ?? []), ms / medianMs]);
  });
  return [...byInstance.values()];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
