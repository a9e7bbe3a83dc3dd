import type { StoreAccess } from '../../aws/s3-store.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../core/untrusted-text.ts';
import type { Environment } from '../../runtime/config.ts';
import type { Step } from '../../runtime/step.ts';
import { Cache } from './cache.ts';
import { type MemoryEntries, memoryTier } from './memory-tier.ts';
import { redisLink, redisTier } from './redis-tier.ts';
import { storeTier } from './store-tier.ts';

/** The value of a deployment parameter that means "none", because parameters cannot be empty. */
const NONE = 'none';

/** Longest wait for one answer of the store; a cache seldom saves more time than that. */
const STORE_MS_MAX = 3_000;

/**
 * Returns a function that gives the cache of each step: the memory of the execution environment,
 * Redis if it is configured, and the store behind them.
 *
 * @param stores Absent for values that are not worth a call to the store.
 */
export function taskCache(
  { REDIS_URL: url }: Environment,
  stores?: StoreAccess,
): (step: Step) => Cache {
  const entries: MemoryEntries = new Map();
  const link = redisLink();
  const hasRedis = url !== undefined && url !== '' && url !== NONE;
  return (step) =>
    new Cache({
      clock: step.clock,
      tiers: [
        memoryTier(step.clock, entries),
        ...(hasRedis ? [redisTier(url, step.clock, link)] : []),
        ...(stores === undefined ? [] : [storeTier(stores.within(step, STORE_MS_MAX))]),
      ],
      onSkipped: (tierName, error) => {
        step.count(`${tierName}CacheSkipped`);
        // Logs no other field of the error: an error of the client contains addresses, passwords and
        // values.
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        step.warn(`The ${tierName} tier of the cache was skipped`, {
          errorName: name,
          errorMessage: cleanText(message, MESSAGE_LENGTH_MAX),
        });
      },
    });
}
