import type { Price } from './price-table.ts';

const MB_PER_GB = 1024;
const MS_PER_SECOND = 1000;

/** Ephemeral storage that every function has without charge, MB (Lambda pricing). */
const EPHEMERAL_STORAGE_FREE_MB = 512;

/** What an invocation used. */
interface BilledUse {
  readonly memoryMb: number;
  /** As REPORT states it: whole milliseconds, init or restore already included. */
  readonly billedDurationMs: number;
  /** The function's `/tmp`; 512 where it was never changed. */
  readonly ephemeralStorageMb?: number;
}

/**
 * What AWS charges for one invocation, in USD: GB-seconds, the request fee, and ephemeral storage
 * above 512 MB (Lambda pricing, on-demand).
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

/** What AWS charges for a warm run of this length: its duration rounded up to a millisecond. */
export function billedDurationMsOf(durationMs: number): number {
  return Math.ceil(durationMs);
}
