import type * as z from 'zod/mini';
import { lambdaClients, s3Client } from '../../shared/aws/clients.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { readVersion } from '../../shared/aws/function-version.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  publishFailureInput,
  publishFailureOutput,
} from '../../shared/contract/publish-failure.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { publishFailure } from './publish-failure.ts';

/** Composes PublishFailure out of the world it runs in. */
export function publishFailureTask(
  world: TaskWorld,
): Task<z.infer<typeof publishFailureInput>, z.infer<typeof publishFailureOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const s3 = s3Client(world.aws);
  const lambdaOf = lambdaClients(world.aws);

  return {
    name: 'PublishFailure',
    input: publishFailureInput,
    output: publishFailureOutput,
    run: (input, step) =>
      publishFailure(
        {
          store: s3Store(s3, config.bucketName, step),
          describe: (region, address) => describeFunction(lambdaOf(region), step, address),
          readVersion: (region, functionArn, qualifier) =>
            readVersion(lambdaOf(region), step, functionArn, qualifier),
          countFailure: (category) => step.count(`${category}FailedRuns`),
        },
        input,
      ),
  };
}
