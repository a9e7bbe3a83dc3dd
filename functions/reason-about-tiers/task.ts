import type * as z from 'zod/mini';
import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  reasonAboutTiersInput,
  reasonAboutTiersOutput,
} from '../../shared/contract/reason-about-tiers.ts';
import { modelAccess } from '../../shared/reasoning/model-access.ts';
import { cacheDeadlineMs } from '../../shared/resilience/cache/task-cache.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { reasonAboutTiers } from './reason-about-tiers.ts';

/** Composes ReasonAboutTiers out of the world it runs in. */
export function reasonAboutTiersTask(
  world: TaskWorld,
): Task<z.infer<typeof reasonAboutTiersInput>, z.infer<typeof reasonAboutTiersOutput>> {
  const { bucketName } = readConfig(world.environment, {
    bucketName: ['STORE_BUCKET', requiredText],
  });
  const s3 = s3Client(world.aws);
  const modelOf = modelAccess(world, (step) =>
    s3Store(s3, bucketName, { ...step, deadlineMs: cacheDeadlineMs(step) }),
  );
  return {
    name: 'ReasonAboutTiers',
    input: reasonAboutTiersInput,
    output: reasonAboutTiersOutput,
    run: (input, step) => {
      const model = modelOf(step);
      const { clock, deadlineMs } = step;
      const store = s3Store(s3, bucketName, step);
      return reasonAboutTiers({ clock, store, deadlineMs, ...(model && { model }) }, input);
    },
  };
}
