import type * as z from 'zod/mini';
import { bedrockClient } from '../../shared/aws/bedrock-client.ts';
import { s3Client } from '../../shared/aws/clients.ts';
import { askModel } from '../../shared/aws/model-conversation.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  reasonAboutTiersInput,
  reasonAboutTiersOutput,
} from '../../shared/contract/reason-about-tiers.ts';
import { BREAKER_VARIABLES, breakerGuard } from '../../shared/runtime/breaker.ts';
import {
  cacheDeadlineMs,
  environmentTiers,
  taskCache,
} from '../../shared/runtime/cache/task-cache.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import { keptTraits } from '../../shared/runtime/kept-traits.ts';
import { readModelConfig } from '../../shared/runtime/reasoning-config.ts';
import type { Step, Task, TaskWorld } from '../../shared/runtime/task-world.ts';
import { reasonAboutTiers } from './reason-about-tiers.ts';
import type { Reasoner } from './reason-with-model.ts';

/** Composes ReasonAboutTiers out of the world it runs in. */
export function reasonAboutTiersTask(
  world: TaskWorld,
): Task<z.infer<typeof reasonAboutTiersInput>, z.infer<typeof reasonAboutTiersOutput>> {
  const { bucketName } = readConfig(world.environment, {
    bucketName: ['STORE_BUCKET', requiredText],
  });
  const s3 = s3Client(world.aws);
  const reasonerOf = reasonerFactory(world, (step) =>
    s3Store(s3, bucketName, { ...step, deadlineMs: cacheDeadlineMs(step) }),
  );
  return {
    name: 'ReasonAboutTiers',
    input: reasonAboutTiersInput,
    output: reasonAboutTiersOutput,
    run: (input, step) => {
      const reasoner = reasonerOf(step);
      const { clock, deadlineMs } = step;
      const store = s3Store(s3, bucketName, step);
      return reasonAboutTiers({ clock, store, deadlineMs, ...(reasoner && { reasoner }) }, input);
    },
  };
}

/** Makes the reasoner of a step; of none where no model is configured. */
function reasonerFactory(
  world: TaskWorld,
  storeOf: (step: Step) => ReturnType<typeof s3Store>,
): (step: Step) => Reasoner | undefined {
  const config = readModelConfig(world.environment);
  if (config === undefined) {
    return () => undefined;
  }
  const limits = readConfig(world.environment, BREAKER_VARIABLES);
  const bedrock = bedrockClient(world.aws, config.region);
  const tiersAt = environmentTiers(world.environment);
  return (step) => {
    const cache = taskCache(tiersAt, { clock: step.clock, store: storeOf(step) });
    const asker = {
      clock: step.clock,
      ask: (question: Parameters<typeof askModel>[2]) => askModel(bedrock, step, question),
      guard: breakerGuard({ clock: step.clock, store: storeOf(step), limits }),
      ...keptTraits(cache, config.modelId),
    };
    return { config, cache, asker };
  };
}
