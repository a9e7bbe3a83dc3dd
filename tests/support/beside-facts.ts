import type { BesideFacts, FunctionSetting } from '../../shared/core/advice/beside-facts.ts';
import type { ShownSize } from '../../shared/core/advice/shown-size.ts';
import type { ProductionPicture } from '../../shared/core/production/production-picture.ts';
import { aSample, aTier } from './tuning-worlds.ts';

/** Returns a size as it is shown, which costs 10 USD per million invocations. */
export function aShownSize(memoryMb: number, durationMs: number): ShownSize {
  return {
    memoryMb,
    durationMs: { median: durationMs, low: durationMs, high: durationMs },
    costUsdPerMillion: { median: 10, low: 9, high: 11 },
    warmSampleCount: 3,
  };
}

/** Returns production of 14 days with an average duration of 100 ms. */
export function seenProduction(
  changes: Partial<Extract<ProductionPicture, { kind: 'seen' }>> = {},
): ProductionPicture {
  return {
    kind: 'seen',
    dayCount: 14,
    invocationCount: 5_000,
    errorCount: 0,
    throttleCount: 0,
    durationMs: { average: 100, p50: 100, p90: 150, p95: 200, p99: 400 },
    ...changes,
  };
}

/** Returns a tier with one cold invocation. */
export function aColdTier(memoryMb: number, durationMs: number, initDurationMs: number) {
  return {
    ...aTier(memoryMb, []),
    samples: [aSample({ durationMs, initDurationMs, isCold: true })],
  };
}

/** Returns facts about a function on x86_64 at its best size of 1 GB, with nothing remarkable. */
export function besideFacts(
  changes: Partial<BesideFacts> = {},
  setting: Partial<FunctionSetting> = {},
): BesideFacts {
  const size = aShownSize(1024, 100);
  return {
    recommended: size,
    present: size,
    tiers: [],
    production: { kind: 'noTraffic', dayCount: 14 },
    ...changes,
    setting: {
      region: 'us-east-1',
      architecture: 'x86_64',
      packageType: 'Zip',
      runtime: 'nodejs24.x',
      timeoutSeconds: 10,
      ephemeralStorageMb: 512,
      hasSnapStart: false,
      provisionedCount: 0,
      ...setting,
    },
  };
}
