import type * as z from 'zod/mini';
import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { recallResultInput, recallResultOutput } from '../../shared/contract/recall-result.ts';
import {
  cacheDeadlineMs,
  environmentTiers,
  taskCache,
} from '../../shared/resilience/cache/task-cache.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { recallResult } from './recall-result.ts';

/** Composes RecallResult out of the world it runs in. */
export function recallResultTask(
  world: TaskWorld,
): Task<z.infer<typeof recallResultInput>, z.infer<typeof recallResultOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const s3 = s3Client(world.aws);
  const tiersAt = environmentTiers(world.environment);

  return {
    name: 'RecallResult',
    input: recallResultInput,
    output: recallResultOutput,
    run: (input, step) => {
      const storeUntil = (deadlineMs: number) =>
        s3Store(s3, config.bucketName, { ...step, deadlineMs });
      const cache = taskCache(tiersAt, {
        clock: step.clock,
        store: storeUntil(cacheDeadlineMs(step)),
      });
      return recallResult({ store: storeUntil(step.deadlineMs), cache }, input);
    },
  };
}
