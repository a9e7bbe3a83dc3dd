import type * as z from 'zod/mini';
import { readUnreservedConcurrency } from '../../shared/aws/account-concurrency.ts';
import { lambdaClients, s3Client, statesClient } from '../../shared/aws/clients.ts';
import { cloudwatchClients } from '../../shared/aws/cloudwatch-client.ts';
import { readExecutionStatus } from '../../shared/aws/execution-status.ts';
import { readAlias, readProvisionedStatus } from '../../shared/aws/function-alias.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { readProductionPicture } from '../../shared/aws/production-metrics.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  resolveFunctionInput,
  resolveFunctionOutput,
} from '../../shared/contract/resolve-function.ts';
import { BREAKER_VARIABLES, breakerGuard } from '../../shared/resilience/breaker.ts';
import { environmentTiers, taskCache } from '../../shared/resilience/cache/task-cache.ts';
import { acquireLease } from '../../shared/run/function-lease.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { rememberedPicture } from './remembered-picture.ts';
import { resolveFunction } from './resolve-function.ts';

/** Composes ResolveFunction out of the world it runs in. */
export function resolveFunctionTask(
  world: TaskWorld,
): Task<z.infer<typeof resolveFunctionInput>, z.infer<typeof resolveFunctionOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const limits = readConfig(world.environment, BREAKER_VARIABLES);
  const s3 = s3Client(world.aws);
  const states = statesClient(world.aws);
  const lambdaOf = lambdaClients(world.aws);
  const cloudwatchOf = cloudwatchClients(world.aws);
  const tiersAt = environmentTiers(world.environment);
  return {
    name: 'ResolveFunction',
    input: resolveFunctionInput,
    output: resolveFunctionOutput,
    run: (input, step) =>
      resolveFunction(
        {
          describe: (region, address) => describeFunction(lambdaOf(region), step, address),
          readAlias: (region, functionArn, name) =>
            readAlias(lambdaOf(region), step, functionArn, name),
          readProvisionedStatus: (region, functionArn, qualifier) =>
            readProvisionedStatus(lambdaOf(region), step, functionArn, qualifier),
          readUnreservedConcurrency: (region) => readUnreservedConcurrency(lambdaOf(region), step),
          readProduction: (region, address) =>
            rememberedPicture(taskCache(tiersAt, step), [input.request.functionName], () =>
              breakerGuard({
                clock: step.clock,
                store: s3Store(s3, config.bucketName, step),
                limits,
              })('cloudwatch', () => readProductionPicture(cloudwatchOf(region), step, address)),
            ),
          acquireLease: (functionArn) =>
            acquireLease(
              {
                clock: step.clock,
                store: s3Store(s3, config.bucketName, step),
                readExecutionStatus: (arn) => readExecutionStatus(states, step, arn),
              },
              input.run,
              functionArn,
            ),
        },
        input,
      ),
  };
}
