import type * as z from 'zod/mini';
import { lambdaClients, s3Client } from '../../shared/aws/clients.ts';
import { ensureClone } from '../../shared/aws/clone-function.ts';
import { DIRECT_ZIP_BYTES_MAX } from '../../shared/aws/function-code.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { prepareTierInput, prepareTierOutput } from '../../shared/contract/prepare-tier.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { prepareTier } from './prepare-tier.ts';

/** Composes PrepareTier out of the world it runs in. */
export function prepareTierTask(
  world: TaskWorld,
): Task<z.infer<typeof prepareTierInput>, z.infer<typeof prepareTierOutput>> {
  const config = readConfig(world.environment, {
    bucketName: ['STORE_BUCKET', requiredText],
    clonePrefix: ['CLONE_PREFIX', requiredText],
    cloneLogGroupName: ['CLONE_LOG_GROUP', requiredText],
    region: ['AWS_REGION', requiredText],
  });
  const s3 = s3Client(world.aws);
  const shelf = {
    client: s3,
    bucketName: config.bucketName,
    region: config.region,
    directZipBytesMax: DIRECT_ZIP_BYTES_MAX,
    fetch: world.aws.fetch ?? fetch,
  };

  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'PrepareTier',
    input: prepareTierInput,
    output: prepareTierOutput,
    run: (input, step) =>
      prepareTier(
        {
          clock: step.clock,
          store: s3Store(s3, config.bucketName, step),
          ensureClone: (plan) => ensureClone(lambdaOf(plan.region), shelf, step, plan),
          clonePrefix: config.clonePrefix,
          cloneLogGroupName: config.cloneLogGroupName,
        },
        input,
      ),
  };
}
