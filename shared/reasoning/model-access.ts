import type { AwsAccess } from '../aws/clients.ts';
import { modelApi } from '../aws/model-api.ts';
import type { StoreAccess } from '../aws/s3-store.ts';
import { breakerGuard } from '../resilience/breaker.ts';
import type { Cache } from '../resilience/cache/cache.ts';
import { taskCache } from '../resilience/cache/task-cache.ts';
import type { Environment } from '../runtime/config.ts';
import type { Step } from '../runtime/step.ts';
import { keptTraits } from './kept-traits.ts';
import type { ModelAskerPorts } from './model-asker.ts';
import { type ModelConfig, type ModelVariables, modelConfigOf } from './reasoning-config.ts';

/** A configured model, the ports to ask it, and the cache of its answers. */
export interface ModelAccess {
  readonly config: ModelConfig;
  readonly asker: ModelAskerPorts;
  readonly cache: Cache;
}

/**
 * Returns a function that gives the configured model in each step; `undefined` if the tuner was
 * deployed without a model.
 *
 * @param stores The store behind the cache and the breaker.
 */
export function modelAccess(
  { environment, aws }: { readonly environment: Environment; readonly aws: AwsAccess },
  variables: ModelVariables,
  stores: StoreAccess,
): (step: Step) => ModelAccess | undefined {
  const config = modelConfigOf(variables);
  if (config === undefined) {
    return () => undefined;
  }
  const modelAt = modelApi(aws, config.region);
  const cacheAt = taskCache(environment, stores);
  return (step) => {
    const cache = cacheAt(step);
    return {
      config,
      cache,
      asker: {
        ...modelAt(step),
        clock: step.clock,
        guard: breakerGuard({
          clock: step.clock,
          storeWithin: (durationMsMax) => stores.within(step, durationMsMax),
        }),
        ...keptTraits(cache, config.modelId),
      },
    };
  };
}
