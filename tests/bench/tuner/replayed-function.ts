import type { Sample } from '../../../shared/core/measurement/sample.ts';
import { normalDraw, type UniformRandom } from '../../../shared/core/posterior/seeded-random.ts';
import { billedCostUsd, billedDurationMsOf } from '../../../shared/core/pricing/billed-cost.ts';
import type { Price } from '../../../shared/core/pricing/price-table.ts';
import type { MeasuredFunction, MeasuredTier } from './measured-function.ts';
import type { Truth } from './truth.ts';

/**
 * A function that can be invoked at any memory size: the truth times noise of the nearest measured
 * tier. Remembers which execution environments are warm, and the cost of every invocation.
 */
export class ReplayedFunction {
  readonly measured: MeasuredFunction;
  readonly truth: Truth;
  readonly price: Price;
  readonly #random: UniformRandom;
  /** Residuals of each started environment, by size and lane. */
  readonly #environments = new Map<string, readonly number[]>();
  invocationCount = 0;
  costUsd = 0;

  constructor(measured: MeasuredFunction, truth: Truth, price: Price, random: UniformRandom) {
    this.measured = measured;
    this.truth = truth;
    this.price = price;
    this.#random = random;
  }

  /** Invokes the function; the first invocation of a size and lane is cold. */
  invoke(memoryMb: number, lane: number): Sample {
    const tier = this.#nearestTier(memoryMb);
    const key = `${memoryMb}/${lane}`;
    const isCold = !this.#environments.has(key);
    if (isCold) {
      this.#environments.set(key, this.#pick(tier.residualsByEnvironment) ?? []);
    }
    const noise = this.#noise(tier, this.#environments.get(key) ?? []);
    const warmMs = this.truth.durationMs(memoryMb) * noise;
    const durationMs = isCold ? warmMs * (this.#pick(tier.coldFactors) ?? 1) : warmMs;
    const initDurationMs = isCold ? (this.#pick(tier.initDurationsMs) ?? 0) : 0;
    const sample: Sample = {
      durationMs,
      billedDurationMs: billedDurationMsOf(durationMs + initDurationMs),
      ...(isCold ? { initDurationMs } : {}),
      maxMemoryUsedMb: tier.maxMemoryUsedMb,
      isCold,
      lane,
    };
    this.invocationCount += 1;
    this.costUsd += billedCostUsd(
      { memoryMb, billedDurationMs: sample.billedDurationMs },
      this.price,
    );
    return sample;
  }

  /** Exploration cost in units of one warm invocation at the cheapest size. */
  get explorationCost(): number {
    return this.costUsd / this.truth.costUsdMin;
  }

  #noise(tier: MeasuredTier, environment: readonly number[]): number {
    return this.#pick(environment) ?? Math.exp(tier.noiseSd * normalDraw(this.#random));
  }

  #nearestTier(memoryMb: number): MeasuredTier {
    const distance = (tier: MeasuredTier) => Math.abs(Math.log(tier.memoryMb / memoryMb));
    return this.measured.tiers.reduce((best, tier) =>
      distance(tier) < distance(best) ? tier : best,
    );
  }

  #pick<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#random() * values.length)];
  }
}
