import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Clock } from '../../runtime/clock.ts';
import type { Environment } from '../../runtime/config.ts';
import { logger, metrics } from '../../runtime/logger.ts';
import type { Store } from '../../runtime/store.ts';
import { Cache, type CacheTier } from './cache.ts';
import { type MemoryEntries, memoryTier } from './memory-tier.ts';
import { redisLink, redisTier } from './redis-tier.ts';
import { storeTier } from './store-tier.ts';

/** What stands for "none" in a deployment parameter, which cannot be empty. */
const NONE = 'none';

/** The tiers of an execution environment, seen by the clock of a step. */
type EnvironmentTiers = (clock: Clock) => readonly CacheTier[];

/** Makes the tiers that live as long as an execution environment. */
export function environmentTiers({ REDIS_URL: url }: Environment): EnvironmentTiers {
  const entries: MemoryEntries = new Map();
  const link = redisLink();
  const hasRedis = url !== undefined && url !== '' && url !== NONE;
  return (clock) => [
    memoryTier(clock, entries),
    ...(hasRedis ? [redisTier(url, clock, link)] : []),
  ];
}

/**
 * The cache of one step: the environment's tiers, and the store behind them where there is one.
 *
 * @param store Absent for what is not worth a call to the store.
 */
export function taskCache(
  tiersAt: EnvironmentTiers,
  { clock, store }: { readonly clock: Clock; readonly store?: Store },
): Cache {
  const tiers = tiersAt(clock);
  return new Cache({
    clock,
    tiers: store === undefined ? tiers : [...tiers, storeTier(store)],
    onSkipped: (tierName, error) => {
      metrics.addMetric(`${tierName}CacheSkipped`, MetricUnit.Count, 1);
      logger.warn(`The ${tierName} tier of the cache was skipped`, {
        error: error instanceof Error ? error : new Error(String(error)),
      });
    },
  });
}

/** Longest that a step waits for the store as a cache: what it saves is seldom worth more. */
const CACHE_STORE_MS_MAX = 3_000;

/** When a call to the store as a cache is given up, milliseconds since the Unix epoch. */
export function cacheDeadlineMs({
  clock,
  deadlineMs,
}: {
  readonly clock: Clock;
  readonly deadlineMs: number;
}): number {
  return Math.min(deadlineMs, clock.nowMs() + CACHE_STORE_MS_MAX);
}
