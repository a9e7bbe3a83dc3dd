import { DEFAULT_PLANNER_SETTINGS } from '../planner/planner-settings.ts';
import type { RunCaps } from '../planner/run-caps.ts';
import type { Price } from '../pricing/price-table.ts';
import { type Amounts, smaller } from './amounts.ts';

/** What is known of a function before it is measured. */
interface NeedFacts {
  /** What its request asks for; absent where the planner decides. */
  readonly invocationsAsked?: number;
  /** Absent where its production is not known. */
  readonly durationMsMean?: number;
  readonly memoryMb?: number;
  readonly price: Price;
}

/** Of a function of which nothing is known: Lambda's default time-out. */
const DURATION_MS_UNKNOWN = 3_000;

/** Sizes up to here are tried of most functions, MB; a duration that no size shortens costs most there. */
const TRIED_MB = 4_096;

/** Cold starts, and events that take longer than the mean. */
const MARGIN = 2;

/**
 * Part of what is promised that a run is held to. The rest is for the invocations that are under way
 * when its dollars are used up.
 */
const HELD_PART = 2 / 3;

/** What is to be promised to the run of a function: the most that it takes. */
export function runNeed(
  { invocationsAsked, durationMsMean = DURATION_MS_UNKNOWN, memoryMb = 0, price }: NeedFacts,
  caps: RunCaps,
): Amounts {
  const invocations = invocationsAsked ?? DEFAULT_PLANNER_SETTINGS.invocationsMax;
  const gbSeconds = (durationMsMean / 1000) * (Math.max(TRIED_MB, memoryMb) / 1024);
  const usd = roundUp((MARGIN / HELD_PART) * invocations * gbSeconds * price.usdPerGbSecond);
  return smaller(
    { invocations, usd },
    { invocations: caps.invocationsMax, usd: caps.usdMax / HELD_PART },
  );
}

/** The most that the run itself may spend of what is promised to it. */
export function heldTo({ invocations, usd }: Amounts): RunCaps {
  return { invocationsMax: invocations, usdMax: usd * HELD_PART };
}

/** To 1, 2 or 5 of a power of ten: the same question from week to week, so that its answer is found. */
function roundUp(usd: number): number {
  const power = 10 ** Math.floor(Math.log10(usd));
  const digit = [1, 2, 5, 10].find((each) => each * power >= usd) ?? 10;
  return Number((digit * power).toPrecision(1));
}
