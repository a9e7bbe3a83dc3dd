import * as z from 'zod/mini';
import { exactCountText } from '../count-text.ts';
import { definedOnly } from '../defined-only.ts';
import { DAY_MS } from '../duration-units.ts';
import { shownValue } from '../planner/estimate.ts';
import { priceOf } from '../pricing/price-table.ts';
import { type ProvisionedPrice, provisionedPriceOf } from '../pricing/start-price-table.ts';
import { SECONDS_PER_MONTH } from '../production/production-picture.ts';
import {
  type BesideFacts,
  START_MS_MIN,
  startMsOf,
  TAIL_INVOCATION_COUNT_MIN,
  USD_PER_MONTH_MIN,
} from './beside-facts.ts';
import { durationText, percentText, usdText } from './figure-text.ts';
import { durationOf } from './size-score.ts';
import { canSnapStart } from './snap-start.ts';

/**
 * Advice that compares the cost of provisioned concurrency with its savings.
 *
 * - `cheaper`: the environments are so busy that they cost less than on demand.
 * - `starts`: starts are long, and it removes them at a price.
 * - `unused`: more is configured than production ever used at a time.
 */
export const provisionedConcurrencySchema = z.strictObject({
  kind: z.literal('provisionedConcurrency'),
  reason: z.enum(['cheaper', 'starts', 'unused']),
  /** Environments to keep ready, enough for the peak that production showed. */
  environmentCount: z.int(),
  /** Environments that are kept ready now; absent if the setting was not read. */
  environmentCountNow: z.exactOptional(z.int()),
  /** Difference from today's cost; negative is less. */
  extraUsdPerMonth: z.number(),
  /** Share of their time that the environments to keep ready would be busy. */
  busyPercent: z.number(),
  /** Busy share above which they cost less than on demand; absent if they never do. */
  breakEvenPercent: z.exactOptional(z.number()),
  /** Start of an environment at the recommended size, milliseconds; absent if none was seen. */
  startMs: z.exactOptional(z.number()),
  /**
   * Lower bound on the share of production's invocations that waited for a start; the true share is
   * not known.
   */
  coldPercentMin: z.number(),
  text: z.string(),
});

type ProvisionedAdvice = z.infer<typeof provisionedConcurrencySchema>;

/** A smaller share of cold invocations does not affect the 99th percentile. */
const COLD_PERCENT_MIN = 1;

/** How production's traffic uses the environments. */
interface EnvironmentUse {
  /** Most environments in use at the same time. */
  readonly count: number;
  /** Environments that are busy at a time, on average. */
  readonly busyCount: number;
  /** Each environment of the peak began with a cold start: at least this share is cold. */
  readonly coldPercentMin: number;
  readonly dayCount: number;
}

/** An offer of provisioned concurrency to be priced. */
interface Offer {
  readonly facts: BesideFacts;
  readonly use: EnvironmentUse;
  readonly price: ProvisionedPrice;
}

/** Advises on provisioned concurrency if its price and production's use are known. */
export function provisionedConcurrency(facts: BesideFacts): ProvisionedAdvice[] {
  const { region, architecture, hasSnapStart, provisionedCount = 0 } = facts.setting;
  const use = environmentUse(facts);
  const price = provisionedPriceOf(region, architecture);
  const isKnown = priceOf(region, architecture).isPublished && price !== undefined;
  // A version cannot have both SnapStart and provisioned concurrency.
  if (use === undefined || !isKnown || hasSnapStart) return [];
  const offer = { facts, use, price };
  return provisionedCount > 0
    ? unused(offer, provisionedCount)
    : [cheaper(offer) ?? removedStarts(offer) ?? []].flat();
}

/**
 * Estimates how the recommended size would use environments. Uses today's peak concurrency even for
 * a faster size: simultaneous requests need as many environments, however short they are.
 */
function environmentUse({
  production,
  present,
  recommended,
}: BesideFacts): EnvironmentUse | undefined {
  if (
    production.kind !== 'seen' ||
    production.concurrencyMax === undefined ||
    production.invocationCount < TAIL_INVOCATION_COUNT_MIN ||
    present === undefined
  ) {
    return undefined;
  }
  const { concurrencyMax, invocationCount, durationMs, dayCount } = production;
  const slowdown = durationOf(recommended) / durationOf(present);
  const count = Math.max(1, Math.ceil(concurrencyMax * Math.max(1, slowdown)));
  const busyMs = invocationCount * durationMs.average * slowdown;
  return {
    count,
    busyCount: Math.min(count, busyMs / (dayCount * DAY_MS)),
    coldPercentMin: (100 * Math.min(concurrencyMax, invocationCount)) / invocationCount,
    dayCount,
  };
}

function cheaper(offer: Offer): ProvisionedAdvice | undefined {
  const { use, facts } = offer;
  const extraUsd = extraUsdPerMonth(offer);
  const [busy, breakEven] = [busyPercent(use), breakEvenPercent(offer)];
  return breakEven === undefined || extraUsd > -USD_PER_MONTH_MIN
    ? undefined
    : adviceOf(offer, {
        reason: 'cheaper',
        extraUsdPerMonth: extraUsd,
        text: `Provisioned concurrency of ${use.count} on an alias would cost ${usdText(-extraUsd)} a month less than on demand${unlessConfigured(facts)}: that is enough for the peak of ${exactCountText(use.dayCount, 'day')} and busy for ${percentText(busy)} of the time, and from ${percentText(breakEven)} on it is cheaper`,
      });
}

/**
 * Advises provisioned concurrency against long starts. If SnapStart is possible, it is the better
 * remedy and is advised instead.
 */
function removedStarts(offer: Offer): ProvisionedAdvice | undefined {
  const { use, facts } = offer;
  const startMs = startMsOf(facts);
  if (startMs === undefined || startMs < START_MS_MIN || canSnapStart(facts.setting)) {
    return undefined;
  }
  const extraUsd = extraUsdPerMonth(offer);
  const waiting =
    use.coldPercentMin < COLD_PERCENT_MIN
      ? 'how many invocations wait for one is not known ("autotune scan --logs" shows it)'
      : `at least ${percentText(use.coldPercentMin)} of the invocations wait for one`;
  return adviceOf(offer, {
    reason: 'starts',
    extraUsdPerMonth: extraUsd,
    text: `A start takes ${durationText(startMs)}, and ${waiting}: provisioned concurrency of ${use.count} on an alias, enough for the peak of ${exactCountText(use.dayCount, 'day')}, would remove it for ${moreText(extraUsd)}${unlessConfigured(facts)}`,
  });
}

function unused(offer: Offer, provisionedCount: number): ProvisionedAdvice[] {
  const { use, price, facts } = offer;
  const extraUsd =
    gbSecondsPerMonth(facts) * (use.count - provisionedCount) * price.usdPerGbSecondReady;
  return extraUsd > -USD_PER_MONTH_MIN
    ? []
    : [
        adviceOf(offer, {
          reason: 'unused',
          extraUsdPerMonth: extraUsd,
          text: `Of its provisioned concurrency of ${provisionedCount}, ${use.count} would have been enough for the peak of ${exactCountText(use.dayCount, 'day')}: the rest costs ${usdText(-extraUsd)} a month`,
        }),
      ];
}

function adviceOf(
  offer: Offer,
  told: Pick<ProvisionedAdvice, 'reason' | 'extraUsdPerMonth' | 'text'>,
): ProvisionedAdvice {
  const { use, facts } = offer;
  const [breakEven, startMs] = [breakEvenPercent(offer), startMsOf(facts)];
  return {
    kind: 'provisionedConcurrency',
    reason: told.reason,
    environmentCount: use.count,
    ...definedOnly({ environmentCountNow: facts.setting.provisionedCount }),
    extraUsdPerMonth: shownValue(told.extraUsdPerMonth),
    busyPercent: shownValue(busyPercent(use)),
    ...(breakEven !== undefined && { breakEvenPercent: shownValue(breakEven) }),
    ...(startMs !== undefined && { startMs: shownValue(startMs) }),
    coldPercentMin: shownValue(use.coldPercentMin),
    text: told.text,
  };
}

/** Returns the monthly cost of keeping the peak's environments ready, minus that on demand. */
function extraUsdPerMonth({ facts, use, price }: Offer): number {
  const readyUsd = use.count * price.usdPerGbSecondReady;
  return gbSecondsPerMonth(facts) * (readyUsd - use.busyCount * savedPerGbSecond(facts, price));
}

/**
 * Returns the busy share at which an environment saves as much as keeping it ready costs;
 * `undefined` if there is no such share.
 */
function breakEvenPercent({ facts, price }: Offer): number | undefined {
  const percent = (100 * price.usdPerGbSecondReady) / savedPerGbSecond(facts, price);
  return percent > 0 && percent < 100 ? percent : undefined;
}

/** Returns what provisioned concurrency saves per GB-second of an invocation's duration. */
function savedPerGbSecond(
  { setting: { region, architecture } }: BesideFacts,
  { usdPerGbSecondBusy }: ProvisionedPrice,
): number {
  return priceOf(region, architecture).usdPerGbSecond - usdPerGbSecondBusy;
}

function busyPercent({ busyCount, count }: EnvironmentUse): number {
  return (100 * busyCount) / count;
}

/** Returns the GB-seconds of one environment at the recommended size in a month. */
function gbSecondsPerMonth({ recommended }: BesideFacts): number {
  return (recommended.memoryMb / 1024) * SECONDS_PER_MONTH;
}

function moreText(extraUsd: number): string {
  return extraUsd < 0 ? `${usdText(-extraUsd)} a month less` : `${usdText(extraUsd)} a month more`;
}

function unlessConfigured({ setting: { provisionedCount } }: BesideFacts): string {
  return provisionedCount === undefined ? ', if none is configured yet' : '';
}
