import type { CallContext } from '../aws/aws-call.ts';
import { bedrockClient } from '../aws/bedrock-client.ts';
import type { AwsAccess } from '../aws/clients.ts';
import { askModel, type ModelQuestion } from '../aws/model-conversation.ts';
import { BREAKER_VARIABLES, breakerGuard } from '../resilience/breaker.ts';
import type { Cache } from '../resilience/cache/cache.ts';
import { environmentTiers, taskCache } from '../resilience/cache/task-cache.ts';
import { type Environment, readConfig } from '../runtime/config.ts';
import type { Store } from '../runtime/store.ts';
import { keptTraits } from './kept-traits.ts';
import type { ModelAskerPorts } from './model-asker.ts';
import { type ModelConfig, readModelConfig } from './reasoning-config.ts';

/** A configured model, how to reach it, and where its answers are kept. */
export interface ModelAccess {
  readonly config: ModelConfig;
  readonly asker: ModelAskerPorts;
  readonly cache: Cache;
}

/**
 * Makes the access of a step to the configured model; of none where there is no model.
 *
 * @param storeOf The store behind the cache, with the deadline of a cache.
 * @throws {ConfigurationError} If the model's environment variables are missing or malformed.
 */
export function modelAccess(
  world: { readonly environment: Environment; readonly aws: AwsAccess },
  storeOf: (step: CallContext) => Store,
): (step: CallContext) => ModelAccess | undefined {
  const config = readModelConfig(world.environment);
  if (config === undefined) {
    return () => undefined;
  }
  const limits = readConfig(world.environment, BREAKER_VARIABLES);
  const bedrock = bedrockClient(world.aws, config.region);
  const tiersAt = environmentTiers(world.environment);
  return (step) => {
    const cache = taskCache(tiersAt, { clock: step.clock, store: storeOf(step) });
    return {
      config,
      cache,
      asker: {
        clock: step.clock,
        ask: (question: ModelQuestion) => askModel(bedrock, step, question),
        guard: breakerGuard({ clock: step.clock, store: storeOf(step), limits }),
        ...keptTraits(cache, config.modelId),
      },
    };
  };
}
