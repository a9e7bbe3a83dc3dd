import type * as z from 'zod/mini';
import { lambdaClients, s3Client } from '../../shared/aws/clients.ts';
import { cloudwatchClients } from '../../shared/aws/cloudwatch-client.ts';
import { moveAlias, readAlias } from '../../shared/aws/function-alias.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { setFunctionMemory } from '../../shared/aws/function-memory.ts';
import { readTraffic } from '../../shared/aws/production-metrics.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  watchProductionInput,
  watchProductionOutput,
} from '../../shared/contract/watch-production.ts';
import { BREAKER_VARIABLES, guard } from '../../shared/resilience/breaker.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { watchProduction } from './watch-production.ts';

/** Composes WatchProduction out of the world it runs in. */
export function watchProductionTask(
  world: TaskWorld,
): Task<z.infer<typeof watchProductionInput>, z.infer<typeof watchProductionOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const limits = readConfig(world.environment, BREAKER_VARIABLES);
  const s3 = s3Client(world.aws);
  const lambdaOf = lambdaClients(world.aws);
  const cloudwatchOf = cloudwatchClients(world.aws);
  return {
    name: 'WatchProduction',
    input: watchProductionInput,
    output: watchProductionOutput,
    run: (input, step) => {
      const { clock } = step;
      const store = s3Store(s3, config.bucketName, step);
      const lambda = lambdaOf(input.target.region);
      const cloudwatch = cloudwatchOf(input.target.region);
      return watchProduction(
        {
          clock,
          guard: (attempt) => guard({ clock, store, limits }, 'cloudwatch', attempt),
          readTraffic: (address, window) => readTraffic(cloudwatch, step, address, window),
          describe: (_region, address) => describeFunction(lambda, step, address),
          setMemory: (_region, change) => setFunctionMemory(lambda, step, change),
          readAlias: (_region, functionArn, name) => readAlias(lambda, step, functionArn, name),
          moveAlias: (_region, move) => moveAlias(lambda, step, move),
        },
        input,
      );
    },
  };
}
