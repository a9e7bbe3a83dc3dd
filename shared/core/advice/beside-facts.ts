import type { Architecture } from '../architecture.ts';
import type { Tier } from '../measurement/tier.ts';
import { medianStartMs } from '../measurement/tier-figures.ts';
import type { MonthlyRate, ProductionPicture } from '../production/production-picture.ts';
import type { ShownSize } from './shown-size.ts';

/** Configuration of a function, apart from its memory size. */
export interface FunctionSetting {
  readonly region: string;
  readonly architecture: Architecture;
  readonly packageType: 'Zip' | 'Image';
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly hasSnapStart: boolean;
  /** Present if the function mounts a file system: EFS or S3 Files. */
  readonly hasFileSystem?: true;
  /** Environments that provisioned concurrency keeps ready; absent if the setting was not read. */
  readonly provisionedCount?: number;
  /** Absent for a container image. */
  readonly runtime?: string;
}

/** Facts that advice beside the memory size depends on. */
export interface BesideFacts {
  readonly setting: FunctionSetting;
  readonly recommended: ShownSize;
  /** The present size; `undefined` if it is not known or does not work. */
  readonly present: ShownSize | undefined;
  readonly tiers: readonly Tier[];
  readonly production: ProductionPicture;
  readonly monthlyRate?: MonthlyRate;
  /** Whether the other architecture was measured; that replaces the estimate. */
  readonly isOtherMeasured?: boolean;
}

/** Smallest monthly amount that is worth a change, USD. */
export const USD_PER_MONTH_MIN = 1;

/** Fewest invocations for which the 99th percentile is not simply the slowest call. */
export const TAIL_INVOCATION_COUNT_MIN = 200;

/** Shortest start that users notice, milliseconds. */
export const START_MS_MIN = 1_000;

/** Ephemeral storage that is free of charge, MB. */
export const FREE_STORAGE_MB = 512;

/**
 * Returns the median time to start an environment at the recommended size, milliseconds;
 * `undefined` if no start was seen.
 */
export function startMsOf({ tiers, recommended }: BesideFacts): number | undefined {
  const tier = tiers.find(({ powerValue }) => powerValue === recommended.memoryMb);
  return medianStartMs(tier?.samples ?? []);
}
