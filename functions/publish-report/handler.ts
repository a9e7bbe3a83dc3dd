import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { publishReportInput, publishReportOutput } from '../../shared/contract/publish-report.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { publishReport } from './publish-report.ts';

const config = readConfig(processEnvironment(), { bucketName: ['STORE_BUCKET', requiredText] });
const s3 = s3Client();

export const handler = taskHandler({
  name: 'PublishReport',
  input: publishReportInput,
  output: publishReportOutput,
  run: (input, step) =>
    publishReport({ clock: step.clock, store: s3Store(s3, config.bucketName, step) }, input),
});
