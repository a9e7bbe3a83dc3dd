import type * as z from 'zod/mini';
import { lambdaClients, s3Client } from '../../shared/aws/clients.ts';
import { deleteClone } from '../../shared/aws/clone-function.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { cleanUpInput, cleanUpOutput } from '../../shared/contract/clean-up.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { cleanUp } from './clean-up.ts';

/** Composes CleanUp out of the world it runs in. */
export function cleanUpTask(
  world: TaskWorld,
): Task<z.infer<typeof cleanUpInput>, z.infer<typeof cleanUpOutput>> {
  const config = readConfig(world.environment, {
    bucketName: ['STORE_BUCKET', requiredText],
    clonePrefix: ['CLONE_PREFIX', requiredText],
  });
  const s3 = s3Client(world.aws);

  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'CleanUp',
    input: cleanUpInput,
    output: cleanUpOutput,
    run: (input, step) =>
      cleanUp(
        {
          clock: step.clock,
          deadlineMs: step.deadlineMs,
          store: s3Store(s3, config.bucketName, step),
          deleteClone: (region, cloneArn) => deleteClone(lambdaOf(region), step, cloneArn),
          clonePrefix: config.clonePrefix,
        },
        input,
      ),
  };
}
