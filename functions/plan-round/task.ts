import type * as z from 'zod/mini';
import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { planRoundInput, planRoundOutput } from '../../shared/contract/plan-round.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { planRound } from './plan-round.ts';

/** Composes PlanRound out of the world it runs in. */
export function planRoundTask(
  world: TaskWorld,
): Task<z.infer<typeof planRoundInput>, z.infer<typeof planRoundOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const s3 = s3Client(world.aws);

  return {
    name: 'PlanRound',
    input: planRoundInput,
    output: planRoundOutput,
    run: (input, step) => planRound({ store: s3Store(s3, config.bucketName, step) }, input),
  };
}
