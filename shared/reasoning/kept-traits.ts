import { modelTraitsKey } from '../contract/store-key.ts';
import { digestOf } from '../core/digest.ts';
import { DAY_MS } from '../core/duration-units.ts';
import type { Cache } from '../resilience/cache/cache.ts';
import type { ModelAskerPorts } from './model-asker.ts';

/** Age at which the traits of a model expire, unless they are written again. */
const TRAITS_LIFE_MS = 30 * DAY_MS;

/** Reads and writes the traits of a model, which are kept from run to run. */
export function keptTraits(
  cache: Cache,
  modelId: string,
): Pick<ModelAskerPorts, 'readTraits' | 'writeTraits'> {
  const key = modelTraitsKey(digestOf(modelId));
  return {
    readTraits: async () => (await cache.read(key, TRAITS_LIFE_MS))?.value,
    writeTraits: (traits) => cache.write(key, traits, TRAITS_LIFE_MS),
  };
}
