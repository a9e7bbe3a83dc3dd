import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  publishFailureInput,
  publishFailureOutput,
} from '../../shared/contract/publish-failure.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { publishFailure } from './publish-failure.ts';

const config = readConfig(processEnvironment(), { bucketName: ['STORE_BUCKET', requiredText] });
const s3 = s3Client();

export const handler = taskHandler({
  name: 'PublishFailure',
  input: publishFailureInput,
  output: publishFailureOutput,
  run: (input, step) => publishFailure({ store: s3Store(s3, config.bucketName, step) }, input),
});
