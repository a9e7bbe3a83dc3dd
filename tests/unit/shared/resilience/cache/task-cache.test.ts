import { describe, expect, it } from '@jest/globals';
import type { StoreAccess } from '../../../../../shared/aws/s3-store.ts';
import { taskCache } from '../../../../../shared/resilience/cache/task-cache.ts';
import { memoryStore } from '../../../../support/memory-store.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

/**
 * Like the errors of clients: Node.js adds the address to them, ioredis the arguments of a command.
 */
const LEAKY = Object.assign(new Error('down'), { input: 'redis://user:hunter2@host' });

/** A store that cannot be read. */
const store = { ...memoryStore(), read: () => Promise.reject(LEAKY) };
const stores = { at: () => store, within: () => store } as unknown as StoreAccess;

describe('taskCache()', () => {
  it.each([
    ['store', 'none', stores],
    ['redis', 'redis://user:hunter2/#@127.0.0.1:6379', undefined],
  ])(
    'warns that the %s tier is skipped, without the secrets in its error',
    async (tier, url, far) => {
      const warnings: unknown[] = [];
      const cache = taskCache(
        { REDIS_URL: url },
        far,
      )({
        clock: new VirtualClock(0),
        random: () => 0,
        deadlineMs: 1_000,
        count: () => undefined,
        measure: () => undefined,
        warn: (message, details) => warnings.push({ message, ...details }),
      });

      expect(await cache.read('key', 1_000)).toBeUndefined();
      expect(warnings).toMatchObject([{ message: `The ${tier} tier of the cache was skipped` }]);
      expect(JSON.stringify(warnings)).not.toContain('hunter2');
    },
  );
});
