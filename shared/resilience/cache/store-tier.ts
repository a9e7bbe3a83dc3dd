import type { Store } from '../../runtime/store.ts';
import type { CacheTier } from './cache.ts';

/**
 * The store. It outlives everything else; the bucket's lifecycle rules remove what is old.
 *
 * @param store With a deadline of its own, so that a slow store does not hold up a run.
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
