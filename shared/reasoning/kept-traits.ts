import { createHash } from 'node:crypto';
import { modelTraitsKey } from '../contract/store-key.ts';
import type { Cache } from '../resilience/cache/cache.ts';
import type { ModelAskerPorts } from './model-asker.ts';

/** A model that was not asked for this long is learnt anew. */
const TRAITS_LIFE_MS = 30 * 24 * 3600 * 1000;

/** Keeps what a model was seen to need from run to run. */
export function keptTraits(
  cache: Cache,
  modelId: string,
): Pick<ModelAskerPorts, 'readTraits' | 'writeTraits'> {
  const key = modelTraitsKey(createHash('sha256').update(modelId).digest('hex'));
  return {
    readTraits: async () => (await cache.read(key, TRAITS_LIFE_MS))?.value,
    writeTraits: (traits) => cache.write(key, traits, TRAITS_LIFE_MS),
  };
}
