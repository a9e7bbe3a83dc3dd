import type { Architecture } from '../architecture.ts';
import type { Tier } from '../measurement/tier.ts';
import type { PowerValue } from '../power-value.ts';
import type { Price } from '../pricing/price-table.ts';
import type { Objective } from './objective.ts';

/** Every integer MB in between, both ends included. */
export interface SizeRange {
  readonly powerValueMin: PowerValue;
  readonly powerValueMax: PowerValue;
}

/** The sizes that may be measured and picked. */
export type CandidateSizes =
  | { readonly kind: 'list'; readonly powerValues: readonly PowerValue[] }
  | ({ readonly kind: 'range' } & SizeRange);

/** What the tuning itself may spend. Absent means no limit of this sort. */
interface Budget {
  /** All invocations count: cold ones, and those that failed. */
  readonly invocationsMax?: number;
  readonly usdMax?: number;
  /** Run time of all invocations, init included, one after the other. */
  readonly secondsMax?: number;
}

/** What the pick must keep beside the objective. */
interface SizeConstraints {
  /** Memory that must stay free at the pick, in per cent of its setting (0 to 90). */
  readonly memoryHeadroomPercent?: number;
  /** Sizes outside are neither measured nor picked. */
  readonly sizeRange?: SizeRange;
}

/** One class of payloads, where a request has several. */
interface PayloadClass {
  /** Its share of production traffic; weights need not add up to 1. */
  readonly weight: number;
  /** The tiers with the samples of this class alone. */
  readonly tiers: readonly Tier[];
}

/** All that the choice of the next measurements, and the decision, depend on. */
export interface TuningState {
  readonly objective: Objective;
  /**
   * Present where cold starts are measured: the samples are whole cold invocations, and sizes are
   * believed one by one, because what is known of curves is of warm ones.
   */
  readonly coldStarts?: true;
  /** Absent: the planner's own choice of 128 to 10240 MB. */
  readonly sizes?: CandidateSizes;
  readonly constraints?: SizeConstraints;
  /** The knee of the duration curve lies differently on arm64 (see `curve-prior.ts`). */
  readonly architecture: Architecture;
  readonly price: Price;
  readonly ephemeralStorageMb: number;
  readonly budget?: Budget;
  /** Invocations that may be in flight at once, all tiers together. */
  readonly concurrencyMax: number;
  /**
   * Rounds of measurements so far. Absent: none where nothing was measured, and one otherwise.
   */
  readonly roundsDone?: number;
  /** What was measured so far; each size at most once, with the samples of all rounds. */
  readonly tiers: readonly Tier[];
  /**
   * Absent: one payload, and `tiers` holds its samples. Present: the same tiers split by class,
   * while `tiers` still holds every sample of all classes.
   */
  readonly payloadClasses?: readonly PayloadClass[];
  /** What the last run of this function measured, of other code; absent where there was none. */
  readonly earlierTiers?: readonly Tier[];
  /** The size the function has now, to tell what a change would bring; absent where it is not known. */
  readonly powerValueBefore?: PowerValue;
  /**
   * Duration in production, median and 95th percentile: how far the tail lies from the middle.
   * Absent where nothing calls the function, or where nothing is known of it.
   */
  readonly productionDurationMs?: { readonly p50: number; readonly p95: number };
  /** Sizes of which clones were made ahead: measuring them does not wait for one, MB. */
  readonly aheadMb?: readonly number[];
  /** Seed of the Monte Carlo draws: the same state and seed give the same answer. */
  readonly planSeed: number;
}
