import type * as z from 'zod/mini';
import { lambdaClients } from '../../shared/aws/clients.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { verifyConfigInput, verifyConfigOutput } from '../../shared/contract/verify-config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { verifyConfig } from './verify-config.ts';

/** Composes VerifyConfig out of the world it runs in. */
export function verifyConfigTask(
  world: TaskWorld,
): Task<z.infer<typeof verifyConfigInput>, z.infer<typeof verifyConfigOutput>> {
  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'VerifyConfig',
    input: verifyConfigInput,
    output: verifyConfigOutput,
    run: (input, step) =>
      verifyConfig(
        {
          clock: step.clock,
          describe: (region, address) => describeFunction(lambdaOf(region), step, address),
        },
        input,
      ),
  };
}
