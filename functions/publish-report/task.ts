import type * as z from 'zod/mini';
import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { publishReportInput, publishReportOutput } from '../../shared/contract/publish-report.ts';
import { readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/runtime/task-world.ts';
import { publishReport } from './publish-report.ts';

/** Composes PublishReport out of the world it runs in. */
export function publishReportTask(
  world: TaskWorld,
): Task<z.infer<typeof publishReportInput>, z.infer<typeof publishReportOutput>> {
  const config = readConfig(world.environment, { bucketName: ['STORE_BUCKET', requiredText] });
  const s3 = s3Client(world.aws);

  return {
    name: 'PublishReport',
    input: publishReportInput,
    output: publishReportOutput,
    run: (input, step) =>
      publishReport({ clock: step.clock, store: s3Store(s3, config.bucketName, step) }, input),
  };
}
