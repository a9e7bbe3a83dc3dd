import { DEFAULT_PLANNER_SETTINGS } from '../planner/planner-settings.ts';
import type { RunCaps } from '../planner/run-caps.ts';
import type { Price } from '../pricing/price-table.ts';
import { type Amounts, smaller } from './amounts.ts';

/** Facts about a function before it is measured. */
interface NeedFacts {
  /** Invocations that its request asks for; absent if the planner decides. */
  readonly invocationsAsked?: number;
  /** Mean duration in production; absent if it is not known. */
  readonly durationMsMean?: number;
  readonly memoryMb?: number;
  readonly price: Price;
}

/** Mean duration that is assumed if it is not known: Lambda's default timeout. */
const DURATION_MS_UNKNOWN = 3_000;

/** Largest size tried for most functions, MB; the most expensive if no size is faster. */
const TRIED_MB = 4_096;

/** Safety factor for cold starts and for events that take longer than the mean. */
const MARGIN = 2;

/**
 * Share of its promise that a run may spend. The rest covers the invocations that are in flight
 * when that share is used up.
 */
const HELD_PART = 2 / 3;

/** Returns the amounts to promise to the run of a function: the most that it needs. */
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

/** Returns the caps for a run, given what is promised to it. */
export function runCapsFrom({ invocations, usd }: Amounts): RunCaps {
  return { invocationsMax: invocations, usdMax: usd * HELD_PART };
}

/**
 * Rounds up to 1, 2 or 5 times a power of ten, so that the request stays the same from week to week
 * and an earlier answer is found.
 */
function roundUp(usd: number): number {
  const power = 10 ** Math.floor(Math.log10(usd));
  const digit = [1, 2, 5, 10].find((each) => each * power >= usd) ?? 10;
  return Number((digit * power).toPrecision(1));
}
