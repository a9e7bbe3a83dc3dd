import type * as z from 'zod/mini';
import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { translateGoalInput, translateGoalOutput } from '../../shared/contract/translate-goal.ts';
import { modelAccess } from '../../shared/reasoning/model-access.ts';
import { cacheDeadlineMs } from '../../shared/resilience/cache/task-cache.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { translateGoal } from './translate-goal.ts';

/** Composes TranslateGoal out of the world it runs in. */
export function translateGoalTask(
  world: TaskWorld,
): Task<z.infer<typeof translateGoalInput>, z.infer<typeof translateGoalOutput>> {
  const { bucketName } = readConfig(world.environment, {
    bucketName: ['STORE_BUCKET', requiredText],
  });
  const s3 = s3Client(world.aws);
  const modelOf = modelAccess(world, (step) =>
    s3Store(s3, bucketName, { ...step, deadlineMs: cacheDeadlineMs(step) }),
  );
  return {
    name: 'TranslateGoal',
    input: translateGoalInput,
    output: translateGoalOutput,
    run: (input, step) => translateGoal({ model: modelOf(step) }, input),
  };
}
