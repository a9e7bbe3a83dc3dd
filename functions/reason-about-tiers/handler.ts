import { bedrockClient } from '../../shared/aws/bedrock-client.ts';
import { s3Client } from '../../shared/aws/clients.ts';
import { askModel } from '../../shared/aws/model-conversation.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  reasonAboutTiersInput,
  reasonAboutTiersOutput,
} from '../../shared/contract/reason-about-tiers.ts';
import {
  CACHE_STORE_MS_MAX,
  environmentTiers,
  taskCache,
} from '../../shared/runtime/cache/task-cache.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { passThrough } from '../../shared/runtime/guard.ts';
import { keptTraits } from '../../shared/runtime/kept-traits.ts';
import { readModelConfig } from '../../shared/runtime/reasoning-config.ts';
import { type Step, taskHandler } from '../../shared/runtime/task-handler.ts';
import { reasonAboutTiers } from './reason-about-tiers.ts';
import type { Reasoner } from './reason-with-model.ts';

const environment = processEnvironment();
const config = readConfig(environment, { bucketName: ['STORE_BUCKET', requiredText] });
const model = readModelConfig(environment);
const s3 = s3Client();
const bedrock = model && bedrockClient(model.region);
const tiers = environmentTiers(environment);

function reasonerOf(step: Step): Reasoner | undefined {
  if (model === undefined || bedrock === undefined) {
    return undefined;
  }
  const deadlineMs = Math.min(step.deadlineMs, step.clock.nowMs() + CACHE_STORE_MS_MAX);
  const cache = taskCache(tiers, {
    clock: step.clock,
    store: s3Store(s3, config.bucketName, { ...step, deadlineMs }),
  });
  return {
    config: model,
    cache,
    asker: {
      clock: step.clock,
      ask: (question) => askModel(bedrock, step, question),
      guard: passThrough,
      ...keptTraits(cache, model.modelId),
    },
  };
}

export const handler = taskHandler({
  name: 'ReasonAboutTiers',
  input: reasonAboutTiersInput,
  output: reasonAboutTiersOutput,
  run: (input, step) => {
    const reasoner = reasonerOf(step);
    return reasonAboutTiers(
      {
        clock: step.clock,
        store: s3Store(s3, config.bucketName, step),
        deadlineMs: step.deadlineMs,
        ...(reasoner && { reasoner }),
      },
      input,
    );
  },
});
