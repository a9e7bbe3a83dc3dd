import type { Store } from '../../runtime/store.ts';
import type { CacheTier } from './cache.ts';

/**
 * Creates the tier in the store. It outlives everything else; the lifecycle rules of the bucket
 * remove old entries.
 *
 * @param store A store with its own deadline, so that a slow one does not delay a run.
 */
export function storeTier(store: Store): CacheTier {
  return {
    name: 'store',
    read: async (key) => (await store.read(key))?.text,
    write: async (key, text) => {
      await store.write(key, text);
    },
  };
}
