import type * as z from 'zod/mini';
import { lambdaClients } from '../../shared/aws/clients.ts';
import {
  moveAlias as moveAliasOf,
  readAlias,
  readProvisionedStatus,
} from '../../shared/aws/function-alias.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { publishVersion, readVersion } from '../../shared/aws/function-version.ts';
import { moveAliasInput, moveAliasOutput } from '../../shared/contract/move-alias.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { moveAlias } from './move-alias.ts';

/** Composes MoveAlias out of the world it runs in. */
export function moveAliasTask(
  world: TaskWorld,
): Task<z.infer<typeof moveAliasInput>, z.infer<typeof moveAliasOutput>> {
  const lambdaOf = lambdaClients(world.aws);
  return {
    name: 'MoveAlias',
    input: moveAliasInput,
    output: moveAliasOutput,
    run: (input, step) => {
      const lambda = lambdaOf(input.target.region);
      return moveAlias(
        {
          clock: step.clock,
          describe: (_region, address) => describeFunction(lambda, step, address),
          publishVersion: (order) => publishVersion(lambda, step, order),
          readVersion: (functionArn, version) => readVersion(lambda, step, functionArn, version),
          readAlias: (_region, functionArn, name) => readAlias(lambda, step, functionArn, name),
          moveAlias: (_region, move) => moveAliasOf(lambda, step, move),
          readProvisionedStatus: (functionArn, qualifier) =>
            readProvisionedStatus(lambda, step, functionArn, qualifier),
        },
        input,
      );
    },
  };
}
