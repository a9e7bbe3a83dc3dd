import type * as z from 'zod/mini';
import { lambdaClients, s3Client } from '../../shared/aws/clients.ts';
import { invokeFunction } from '../../shared/aws/function-invocation.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { measureTierInput, measureTierOutput } from '../../shared/contract/measure-tier.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { measureTier } from './measure-tier.ts';

/** Composes MeasureTier out of the world it runs in. */
export function measureTierTask(
  world: TaskWorld,
): Task<z.infer<typeof measureTierInput>, z.infer<typeof measureTierOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const s3 = s3Client(world.aws);

  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'MeasureTier',
    input: measureTierInput,
    output: measureTierOutput,
    run: (input, step) =>
      measureTier(
        {
          clock: step.clock,
          random: step.random,
          store: s3Store(s3, config.bucketName, step),
          storeWithin: (durationMsMax) =>
            s3Store(s3, config.bucketName, {
              ...step,
              deadlineMs: Math.min(step.deadlineMs, step.clock.nowMs() + durationMsMax),
            }),
          invoke: (order) => invokeFunction(lambdaOf(input.target.region), step, order),
          deadlineMs: step.deadlineMs,
        },
        input,
      ),
  };
}
