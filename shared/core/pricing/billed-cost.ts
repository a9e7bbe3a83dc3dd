import type { Price } from './price-table.ts';

const MB_PER_GB = 1024;
const MS_PER_SECOND = 1000;

/** Ephemeral storage that every function has free of charge, MB (Lambda pricing). */
const EPHEMERAL_STORAGE_FREE_MB = 512;

/** The resources that an invocation is billed for. */
interface BilledUse {
  readonly memoryMb: number;
  /** As stated in the REPORT line: whole milliseconds, init or restore included. */
  readonly billedDurationMs: number;
  /** Size of the function's `/tmp`; 512 by default. */
  readonly ephemeralStorageMb?: number;
}

/**
 * Returns what AWS charges for one invocation, USD: GB-seconds, the request fee, and ephemeral
 * storage above 512 MB (Lambda pricing, on-demand).
 */
export function billedCostUsd(use: BilledUse, price: Price): number {
  const seconds = use.billedDurationMs / MS_PER_SECOND;
  const storageMb = use.ephemeralStorageMb ?? EPHEMERAL_STORAGE_FREE_MB;
  const storageGbCharged = Math.max(0, storageMb - EPHEMERAL_STORAGE_FREE_MB) / MB_PER_GB;
  return (
    (use.memoryMb / MB_PER_GB) * seconds * price.usdPerGbSecond +
    storageGbCharged * seconds * price.usdPerEphemeralGbSecond +
    price.usdPerRequest
  );
}

/** Returns the billed duration of a warm invocation: rounded up to a whole millisecond. */
export function billedDurationMsOf(durationMs: number): number {
  return Math.ceil(durationMs);
}
