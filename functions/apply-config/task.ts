import type * as z from 'zod/mini';
import { lambdaClients } from '../../shared/aws/clients.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { setFunctionMemory } from '../../shared/aws/function-memory.ts';
import { applyConfigInput, applyConfigOutput } from '../../shared/contract/apply-config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { applyConfig } from './apply-config.ts';

/** Composes ApplyConfig out of the world it runs in. */
export function applyConfigTask(
  world: TaskWorld,
): Task<z.infer<typeof applyConfigInput>, z.infer<typeof applyConfigOutput>> {
  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'ApplyConfig',
    input: applyConfigInput,
    output: applyConfigOutput,
    run: (input, step) =>
      applyConfig(
        {
          setMemory: (region, change) => setFunctionMemory(lambdaOf(region), step, change),
          describe: (region, address) => describeFunction(lambdaOf(region), step, address),
        },
        input,
      ),
  };
}
