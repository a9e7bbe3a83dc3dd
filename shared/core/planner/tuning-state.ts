import type { Architecture } from '../architecture.ts';
import type { Tier } from '../measurement/tier.ts';
import type { PowerValue } from '../power-value.ts';
import type { Price } from '../pricing/price-table.ts';
import type { Objective } from './objective.ts';

/** A range of sizes: every integer MB, both ends included. */
export interface SizeRange {
  readonly powerValueMin: PowerValue;
  readonly powerValueMax: PowerValue;
}

/** The sizes that may be measured and picked. */
export type CandidateSizes =
  | { readonly kind: 'list'; readonly powerValues: readonly PowerValue[] }
  | ({ readonly kind: 'range' } & SizeRange);

/** Most that the tuning itself may spend. An absent field means no limit. */
interface Budget {
  /** Invocations, including cold and failed ones. */
  readonly invocationsMax?: number;
  readonly usdMax?: number;
  /** Duration of all invocations added up, init included. */
  readonly secondsMax?: number;
}

/** Constraints on the pick beside the objective. */
interface SizeConstraints {
  /** Memory that must stay free at the pick, per cent of its setting (0 to 90). */
  readonly memoryHeadroomPercent?: number;
  /** Sizes outside are neither measured nor picked. */
  readonly sizeRange?: SizeRange;
}

/** A payload class, if a request has several. */
interface PayloadClass {
  /** Share of production traffic; weights need not add up to 1. */
  readonly weight: number;
  /** The tiers with only the samples of this class. */
  readonly tiers: readonly Tier[];
}

/** Everything that the next measurements and the decision depend on. */
export interface TuningState {
  readonly objective: Objective;
  /**
   * Present if cold starts are measured: the samples are whole cold invocations, and each size is
   * judged separately, because the prior for curves describes warm invocations.
   */
  readonly coldStarts?: true;
  /** Absent: any size from 128 to 10240 MB. */
  readonly sizes?: CandidateSizes;
  readonly constraints?: SizeConstraints;
  /** Architecture of the measurements; the knee of the curve depends on it (`curve-prior.ts`). */
  readonly architecture: Architecture;
  readonly price: Price;
  readonly ephemeralStorageMb: number;
  readonly budget?: Budget;
  /** Invocations that may be in flight at once, all tiers together. */
  readonly concurrencyMax: number;
  /** Rounds of measurements so far. Absent: 0 if nothing was measured, otherwise 1. */
  readonly roundsDone?: number;
  /** The measurements so far; each size at most once, with the samples of all rounds. */
  readonly tiers: readonly Tier[];
  /**
   * Absent: one payload, and `tiers` holds its samples. Present: the same tiers split by class,
   * while `tiers` still holds every sample of all classes.
   */
  readonly payloadClasses?: readonly PayloadClass[];
  /** Tiers of an earlier run of this function, possibly of other code; absent without one. */
  readonly earlierTiers?: readonly Tier[];
  /** The size that the function has now, for the effect of a change; absent if it is not known. */
  readonly powerValueBefore?: PowerValue;
  /**
   * Median and 95th percentile of the duration in production, which show how long the tail is.
   * Absent if production does not call the function, or its durations are not known.
   */
  readonly productionDurationMs?: { readonly p50: number; readonly p95: number };
  /** Sizes, MB, whose clones were made ahead, so that measuring them need not wait for a clone. */
  readonly aheadMb?: readonly number[];
  /** Seed of the Monte Carlo draws: the same state and seed give the same answer. */
  readonly planSeed: number;
}
