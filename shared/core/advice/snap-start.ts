import * as z from 'zod/mini';
import { shownValue } from '../planner/estimate.ts';
import { type SnapStartPrice, snapStartPriceOf } from '../pricing/start-price-table.ts';
import { SECONDS_PER_MONTH } from '../production/production-picture.ts';
import {
  type BesideFacts,
  FREE_STORAGE_MB,
  type FunctionSetting,
  START_MS_MIN,
  startMsOf,
  USD_PER_MONTH_MIN,
} from './beside-facts.ts';
import { durationText, usdText } from './figure-text.ts';

export const snapStartSchema = z.strictObject({
  kind: z.literal('snapStart'),
  /** Present if SnapStart is on already; the advice then only states its price. */
  isOn: z.exactOptional(z.literal(true)),
  /** Start of an environment at the recommended size, milliseconds; absent if none was seen. */
  startMs: z.exactOptional(z.number()),
  /** Price of keeping one published version; 0 for Java, absent if the price is not known. */
  cacheUsdPerMonth: z.exactOptional(z.number()),
  /** Price of a thousand starts; 0 for Java, absent if the price is not known. */
  restoreUsdPerThousand: z.exactOptional(z.number()),
  text: z.string(),
});

type SnapStartAdvice = z.infer<typeof snapStartSchema>;

/**
 * Runtimes that support SnapStart, which requires at most 512 MB of ephemeral storage and no file
 * system (Lambda guide).
 */
const SNAP_START_RUNTIMES = /^(java(1[1-9]|[2-9]\d)|python3\.(1[2-9]|[2-9]\d)|dotnet([89]|\d\d))/;

/** Whether a function can have SnapStart. */
export function canSnapStart({
  runtime = '',
  packageType,
  ephemeralStorageMb,
  hasFileSystem,
}: FunctionSetting): boolean {
  return (
    packageType === 'Zip' &&
    hasFileSystem !== true &&
    ephemeralStorageMb <= FREE_STORAGE_MB &&
    SNAP_START_RUNTIMES.test(runtime)
  );
}

/**
 * Advises SnapStart, with its price, if starts are long. If it is on already, states what keeping
 * versions costs.
 */
export function snapStart(facts: BesideFacts): SnapStartAdvice[] {
  const { setting, recommended } = facts;
  const { hasSnapStart, region, runtime = '' } = setting;
  const startMs = startMsOf(facts);
  const price = snapStartPriceOf(region, runtime);
  const cost = price && costOf(price, recommended.memoryMb);
  const told = { ...(startMs !== undefined && { startMs: shownValue(startMs) }), ...cost };
  if (hasSnapStart) {
    return cost === undefined || cost.cacheUsdPerMonth < USD_PER_MONTH_MIN
      ? []
      : [{ kind: 'snapStart', isOn: true, ...told, text: priceText(cost, recommended.memoryMb) }];
  }
  return startMs === undefined || startMs < START_MS_MIN || !canSnapStart(setting)
    ? []
    : [{ kind: 'snapStart', ...told, text: remedyText(startMs, cost, region) }];
}

function priceText({ cacheUsdPerMonth }: SnapStartCost, memoryMb: number): string {
  return `SnapStart costs ${usdText(cacheUsdPerMonth)} a month for each published version that is kept at ${memoryMb} MB: delete versions that are not called`;
}

function remedyText(startMs: number, cost: SnapStartCost | undefined, region: string): string {
  return `A start takes ${durationText(startMs)}: SnapStart restores a snapshot instead, on published versions, ${costText(cost, region)}. How long a restore takes is not known before it is measured: turn SnapStart on, and tune again`;
}

interface SnapStartCost {
  readonly cacheUsdPerMonth: number;
  readonly restoreUsdPerThousand: number;
}

function costOf(
  { usdPerGbSecondCached, usdPerGbRestored }: SnapStartPrice,
  memoryMb: number,
): SnapStartCost {
  const memoryGb = memoryMb / 1024;
  return {
    cacheUsdPerMonth: shownValue(memoryGb * SECONDS_PER_MONTH * usdPerGbSecondCached),
    restoreUsdPerThousand: shownValue(1000 * memoryGb * usdPerGbRestored),
  };
}

function costText(cost: SnapStartCost | undefined, region: string): string {
  if (cost === undefined) {
    return `at a price that the tuner does not know for ${region}`;
  }
  return cost.cacheUsdPerMonth === 0
    ? 'without charge'
    : `for ${usdText(cost.cacheUsdPerMonth)} a month for each version that is kept, and ${usdText(cost.restoreUsdPerThousand)} for a thousand starts`;
}
