import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Clock, systemClock } from '../clock.ts';
import type { Environment } from '../config.ts';
import { logger, metrics } from '../logger.ts';
import type { Store } from '../store.ts';
import { Cache, type CacheTier } from './cache.ts';
import { memoryTier } from './memory-tier.ts';
import { redisTier } from './redis-tier.ts';
import { storeTier } from './store-tier.ts';

/** What stands for "none" in a deployment parameter, which cannot be empty. */
const NONE = 'none';

/** The tiers that live as long as an execution environment. */
export function environmentTiers(
  environment: Environment,
  clock: Clock = systemClock,
): readonly CacheTier[] {
  const { REDIS_URL: url } = environment;
  return [
    memoryTier(clock),
    ...(url === undefined || url === '' || url === NONE ? [] : [redisTier(url, clock)]),
  ];
}

/**
 * The cache of one step: the environment's tiers, and the store behind them where there is one.
 *
 * @param store Absent for what is not worth a call to the store.
 */
export function taskCache(
  tiers: readonly CacheTier[],
  { clock, store }: { readonly clock: Clock; readonly store?: Store },
): Cache {
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
export const CACHE_STORE_MS_MAX = 3_000;
