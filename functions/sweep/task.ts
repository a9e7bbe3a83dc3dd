import type * as z from 'zod/mini';
import { lambdaClients, s3Client, statesClient } from '../../shared/aws/clients.ts';
import { deleteClone } from '../../shared/aws/clone-function.ts';
import { readHistoryBackwards } from '../../shared/aws/execution-history.ts';
import { readExecutionStatus } from '../../shared/aws/execution-status.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { readVersion } from '../../shared/aws/function-version.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { sweepInput, sweepOutput } from '../../shared/contract/sweep.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import { logger } from '../../shared/runtime/logger.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { sweep } from './sweep.ts';

/** Composes Sweep out of the world it runs in. */
export function sweepTask(
  world: TaskWorld,
): Task<z.infer<typeof sweepInput>, z.infer<typeof sweepOutput>> {
  const { bucketName, ...config } = readConfig(world.environment, {
    bucketName: ['STORE_BUCKET', requiredText],
    clonePrefix: ['CLONE_PREFIX', requiredText],
    executionArnPrefix: ['EXECUTION_ARN_PREFIX', requiredText],
  });
  const s3 = s3Client(world.aws);
  const states = statesClient(world.aws);
  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'Sweep',
    input: sweepInput,
    output: sweepOutput,
    run: (event, step) =>
      sweep(
        {
          ...config,
          clock: step.clock,
          deadlineMs: step.deadlineMs,
          store: s3Store(s3, bucketName, step),
          deleteClone: (region, cloneArn) => deleteClone(lambdaOf(region), step, cloneArn),
          readExecutionStatus: (arn) => readExecutionStatus(states, step, arn),
          readHistory: (arn) => readHistoryBackwards(states, step, arn),
          describe: (region, address) => describeFunction(lambdaOf(region), step, address),
          readVersion: (region, functionArn, qualifier) =>
            readVersion(lambdaOf(region), step, functionArn, qualifier),
          countReport: () => step.count('StoppedRuns'),
          noteSkipped: (what, message) => {
            step.count('SkippedObjects');
            logger.warn(`Cannot sweep ${what}`, { message });
          },
          noteUnreported: (runId, message) => {
            step.count('UnreportedRuns');
            logger.warn(`Cannot report run ${runId}`, { message });
          },
        },
        event,
      ),
  };
}
