import * as z from 'zod/mini';
import { shownValue } from '../planner/estimate.ts';
import { arm64SavingUsd } from '../pricing/arm64-saving.ts';
import { EPHEMERAL_STORAGE_FREE_MB } from '../pricing/billed-cost.ts';
import { priceOf } from '../pricing/price-table.ts';
import type { MonthlyRate } from '../production/production-picture.ts';
import { type BesideFacts, TAIL_INVOCATION_COUNT_MIN, USD_PER_MONTH_MIN } from './beside-facts.ts';
import { durationText, usdText } from './figure-text.ts';
import { provisionedConcurrency, provisionedConcurrencySchema } from './provisioned-concurrency.ts';
import type { ShownSize } from './shown-size.ts';
import { durationOf } from './size-score.ts';
import { snapStart, snapStartSchema } from './snap-start.ts';

/** Schema of an advice beside the memory size, with its benefit. */
export const besideMemorySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('timeout'),
    /** The proposed timeout. */
    timeoutSeconds: z.int(),
    text: z.string(),
  }),
  z.strictObject({
    kind: z.literal('arm64'),
    savingUsdPerMonth: z.number(),
    text: z.string(),
  }),
  z.strictObject({
    kind: z.literal('ephemeralStorage'),
    /** Cost of the storage beyond the 512 MB that are free. */
    costUsdPerMonth: z.number(),
    text: z.string(),
  }),
  provisionedConcurrencySchema,
  snapStartSchema,
]);

/** An advice beside the memory size, with its benefit. */
export type BesideMemory = z.infer<typeof besideMemorySchema>;

/**
 * The proposed timeout is this many times p99, which leaves room for a bad day. It is proposed if
 * the present timeout is at least `TIMEOUT_EXCESS_MIN` times as long.
 */
const TIMEOUT_TAIL_FACTOR = 3;
const TIMEOUT_EXCESS_MIN = 10;
const TIMEOUT_SECONDS_MIN = 3;

/** Returns advice beside the memory size, by fixed rules. */
export function besideMemory(facts: BesideFacts): readonly BesideMemory[] {
  return [
    ...timeout(facts),
    ...arm64(facts),
    ...ephemeralStorage(facts),
    ...provisionedConcurrency(facts),
    ...snapStart(facts),
  ];
}

/** Advises a shorter timeout, because a request that hangs is billed until it times out. */
function timeout({ setting, recommended, present, production }: BesideFacts): BesideMemory[] {
  if (
    production.kind !== 'seen' ||
    production.invocationCount < TAIL_INVOCATION_COUNT_MIN ||
    present === undefined
  ) {
    return [];
  }
  const p99Ms = (production.durationMs.p99 * durationOf(recommended)) / durationOf(present);
  const timeoutSeconds = Math.max(
    TIMEOUT_SECONDS_MIN,
    Math.ceil((TIMEOUT_TAIL_FACTOR * p99Ms) / 1000),
  );
  return setting.timeoutSeconds < TIMEOUT_EXCESS_MIN * timeoutSeconds
    ? []
    : [
        {
          kind: 'timeout',
          timeoutSeconds,
          text: `The timeout of ${setting.timeoutSeconds} s could be ${timeoutSeconds} s: p99 would be ${durationText(p99Ms)}, and a request that hangs is billed until its timeout`,
        },
      ];
}

function arm64({
  setting,
  recommended,
  monthlyRate,
  isOtherMeasured = false,
}: BesideFacts): BesideMemory[] {
  const savingUsdPerMonth =
    monthlyRate && arm64SavingUsd(setting, costUsdPerMonth(recommended, monthlyRate));
  return isOtherMeasured || savingUsdPerMonth === undefined || savingUsdPerMonth < USD_PER_MONTH_MIN
    ? []
    : [
        {
          kind: 'arm64',
          savingUsdPerMonth: shownValue(savingUsdPerMonth),
          text: `On arm64 the same time would cost ${usdText(savingUsdPerMonth)} a month less, if nothing in the package and its layers is compiled for x86_64: "architectures": ["x86_64", "arm64"] measures it`,
        },
      ];
}

function ephemeralStorage({ setting, recommended, monthlyRate }: BesideFacts): BesideMemory[] {
  const { region, architecture, ephemeralStorageMb } = setting;
  const gbSeconds =
    (((ephemeralStorageMb - EPHEMERAL_STORAGE_FREE_MB) / 1024) *
      durationOf(recommended) *
      (monthlyRate?.invocationsPerMonth ?? 0)) /
    1000;
  const costUsd = gbSeconds * priceOf(region, architecture).usdPerEphemeralGbSecond;
  return costUsd < USD_PER_MONTH_MIN
    ? []
    : [
        {
          kind: 'ephemeralStorage',
          costUsdPerMonth: shownValue(costUsd),
          text: `Ephemeral storage of ${ephemeralStorageMb} MB costs ${usdText(costUsd)} a month: lower it if less is used`,
        },
      ];
}

function costUsdPerMonth(
  { costUsdPerMillion }: ShownSize,
  { invocationsPerMonth }: MonthlyRate,
): number {
  return (costUsdPerMillion.median / 1e6) * invocationsPerMonth;
}
