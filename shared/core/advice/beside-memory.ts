import * as z from 'zod/mini';
import type { Architecture } from '../architecture.ts';
import { coldSamples, wholeRunMs } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { shownValue } from '../planner/estimate.ts';
import { medianOf } from '../posterior/robust-location.ts';
import { arm64SavingUsd } from '../pricing/arm64-saving.ts';
import { priceOf } from '../pricing/price-table.ts';
import type { MonthlyRate, ProductionPicture } from '../production/production-picture.ts';
import { durationText, usdText } from './figure-text.ts';
import type { ShownSize } from './shown-size.ts';
import { durationOf } from './size-score.ts';

/** Something worth a change beside the memory size, with what it would bring. */
export const besideMemorySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('timeout'),
    /** What the time-out could be. */
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
    /** Of what is configured beyond the 512 MB that are free. */
    costUsdPerMonth: z.number(),
    text: z.string(),
  }),
  z.strictObject({
    kind: z.literal('snapStart'),
    /** An invocation that starts an environment, its start included, milliseconds. */
    startMs: z.number(),
    text: z.string(),
  }),
]);

/** Something worth a change beside the memory size. */
export type BesideMemory = z.infer<typeof besideMemorySchema>;

/** How a function is set up, memory apart. */
export interface FunctionSetting {
  readonly region: string;
  readonly architecture: Architecture;
  readonly packageType: 'Zip' | 'Image';
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly hasSnapStart: boolean;
  /** Absent for an image. */
  readonly runtime?: string;
}

/** What is looked at. */
interface BesideFacts {
  readonly setting: FunctionSetting;
  readonly recommended: ShownSize;
  /** The present size, where it works. */
  readonly present: ShownSize | undefined;
  readonly tiers: readonly Tier[];
  readonly production: ProductionPicture;
  readonly monthlyRate?: MonthlyRate;
  /** Whether the figures are of cold starts, and the tiers of whole cold runs. */
  readonly coldStarts?: true | undefined;
  /** Whether the other architecture was measured: then that is told, and no estimate. */
  readonly isOtherMeasured?: boolean;
}

/** A time-out of this many p99 leaves room for a bad day; one of ten times that is worth lowering. */
const TIMEOUT_TAIL_FACTOR = 3;
const TIMEOUT_EXCESS_MIN = 10;
const TIMEOUT_SECONDS_MIN = 3;

/** Fewest invocations for a 99th percentile that is more than the slowest call. */
const TAIL_INVOCATION_COUNT_MIN = 200;

/** Less than this a month is not worth a change. */
const USD_PER_MONTH_MIN = 1;

/** What is free of ephemeral storage. */
const FREE_STORAGE_MB = 512;

/** A start below this is seldom noticed. */
const START_MS_MIN = 1_000;

/** Runtimes with SnapStart, which takes zips with at most 512 MB of storage (Lambda guide). */
const SNAP_START_RUNTIMES = /^(java(1[1-9]|[2-9]\d)|python3\.(1[2-9]|[2-9]\d)|dotnet([89]|\d\d))/;

/** What is worth a change beside the memory size, by fixed rules. */
export function besideMemory(facts: BesideFacts): readonly BesideMemory[] {
  return [...timeout(facts), ...arm64(facts), ...ephemeralStorage(facts), ...snapStart(facts)];
}

/** A request that hangs is billed until its time-out. */
function timeout({
  setting,
  recommended,
  present,
  production,
  coldStarts,
}: BesideFacts): BesideMemory[] {
  if (
    coldStarts ||
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
          text: `The time-out of ${setting.timeoutSeconds} s could be ${timeoutSeconds} s: p99 would be ${durationText(p99Ms)}, and a request that hangs is billed until its time-out`,
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
    (((ephemeralStorageMb - FREE_STORAGE_MB) / 1024) *
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

function snapStart({ setting, recommended, tiers, coldStarts }: BesideFacts): BesideMemory[] {
  const { hasSnapStart, runtime = '', packageType, ephemeralStorageMb } = setting;
  const tier = tiers.find(({ powerValue }) => powerValue === recommended.memoryMb);
  const samples = tier?.samples ?? [];
  const starts = coldStarts ? samples : coldSamples(samples);
  const startMs = medianOf(starts.map(wholeRunMs));
  return hasSnapStart ||
    packageType === 'Image' ||
    ephemeralStorageMb > FREE_STORAGE_MB ||
    !SNAP_START_RUNTIMES.test(runtime) ||
    startMs < START_MS_MIN
    ? []
    : [
        {
          kind: 'snapStart',
          startMs: shownValue(startMs),
          text: `A start takes ${durationText(startMs)}: SnapStart shortens it, on published versions${runtime.startsWith('java') ? '' : ', at a price'}`,
        },
      ];
}

function costUsdPerMonth(
  { costUsdPerMillion }: ShownSize,
  { invocationsPerMonth }: MonthlyRate,
): number {
  return (costUsdPerMillion.median / 1e6) * invocationsPerMonth;
}
