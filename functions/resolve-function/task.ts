import type * as z from 'zod/mini';
import { readUnreservedConcurrency } from '../../shared/aws/account-concurrency.ts';
import { lambdaClients } from '../../shared/aws/clients.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import {
  resolveFunctionInput,
  resolveFunctionOutput,
} from '../../shared/contract/resolve-function.ts';
import type { Task, TaskWorld } from '../../shared/runtime/task-world.ts';
import { resolveFunction } from './resolve-function.ts';

/** Composes ResolveFunction out of the world it runs in. */
export function resolveFunctionTask(
  world: TaskWorld,
): Task<z.infer<typeof resolveFunctionInput>, z.infer<typeof resolveFunctionOutput>> {
  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'ResolveFunction',
    input: resolveFunctionInput,
    output: resolveFunctionOutput,
    run: (input, step) =>
      resolveFunction(
        {
          describe: (region, address) => describeFunction(lambdaOf(region), step, address),
          readUnreservedConcurrency: (region) => readUnreservedConcurrency(lambdaOf(region), step),
        },
        input,
      ),
  };
}
