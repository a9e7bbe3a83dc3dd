import type { Architecture } from '../architecture.ts';
import type { Tier } from '../measurement/tier.ts';
import { medianStartMs } from '../measurement/tier-figures.ts';
import type { MonthlyRate, ProductionPicture } from '../production/production-picture.ts';
import type { ShownSize } from './shown-size.ts';

/** How a function is set up, memory apart. */
export interface FunctionSetting {
  readonly region: string;
  readonly architecture: Architecture;
  readonly packageType: 'Zip' | 'Image';
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly hasSnapStart: boolean;
  /** Present where it mounts a file system: EFS or S3 Files. */
  readonly hasFileSystem?: true;
  /** Environments that are kept ready by provisioned concurrency; absent where that was not read. */
  readonly provisionedCount?: number;
  /** Absent for an image. */
  readonly runtime?: string;
}

/** What is looked at for what is worth a change beside the memory size. */
export interface BesideFacts {
  readonly setting: FunctionSetting;
  readonly recommended: ShownSize;
  /** The present size, where it works. */
  readonly present: ShownSize | undefined;
  readonly tiers: readonly Tier[];
  readonly production: ProductionPicture;
  readonly monthlyRate?: MonthlyRate;
  /** Whether the other architecture was measured: then that is told, and no estimate. */
  readonly isOtherMeasured?: boolean;
}

/** Less than this a month is not worth a change. */
export const USD_PER_MONTH_MIN = 1;

/** Fewest invocations for a 99th percentile that is more than the slowest call. */
export const TAIL_INVOCATION_COUNT_MIN = 200;

/** A start below this is seldom noticed, milliseconds. */
export const START_MS_MIN = 1_000;

/** What is free of ephemeral storage, MB. */
export const FREE_STORAGE_MB = 512;

/** A start of an environment at the recommended size, milliseconds; `undefined` if none was seen. */
export function startMsOf({ tiers, recommended }: BesideFacts): number | undefined {
  const tier = tiers.find(({ powerValue }) => powerValue === recommended.memoryMb);
  return medianStartMs(tier?.samples ?? []);
}
