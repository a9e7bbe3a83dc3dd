import type * as z from 'zod/mini';
import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { publishReportInput, publishReportOutput } from '../../shared/contract/publish-report.ts';
import {
  cacheDeadlineMs,
  environmentTiers,
  taskCache,
} from '../../shared/resilience/cache/task-cache.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { publishReport } from './publish-report.ts';

/** Composes PublishReport out of the world it runs in. */
export function publishReportTask(
  world: TaskWorld,
): Task<z.infer<typeof publishReportInput>, z.infer<typeof publishReportOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const s3 = s3Client(world.aws);
  const tiersAt = environmentTiers(world.environment);

  return {
    name: 'PublishReport',
    input: publishReportInput,
    output: publishReportOutput,
    run: (input, step) => {
      const storeUntil = (deadlineMs: number) =>
        s3Store(s3, config.bucketName, { ...step, deadlineMs });
      const { clock } = step;
      const cache = taskCache(tiersAt, { clock, store: storeUntil(cacheDeadlineMs(step)) });
      return publishReport(
        {
          clock,
          store: storeUntil(step.deadlineMs),
          cache,
          measure: (metricName, value, unit) => step.measure(metricName, value, unit),
        },
        input,
      );
    },
  };
}
