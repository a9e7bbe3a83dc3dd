import type * as z from 'zod/mini';
import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { recallResultInput, recallResultOutput } from '../../shared/contract/recall-result.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/runtime/task-world.ts';
import { recallResult } from './recall-result.ts';

/** Composes RecallResult out of the world it runs in. */
export function recallResultTask(
  world: TaskWorld,
): Task<z.infer<typeof recallResultInput>, z.infer<typeof recallResultOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const s3 = s3Client(world.aws);

  return {
    name: 'RecallResult',
    input: recallResultInput,
    output: recallResultOutput,
    run: (input, step) => recallResult({ store: s3Store(s3, config.bucketName, step) }, input),
  };
}
